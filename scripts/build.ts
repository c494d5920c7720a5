/**
 * npm run build: everything under dist/, from nothing.
 *
 *   dist/worker/entry.js     the engine's worker, one self-contained file
 *   dist/main/*.js           the desktop shell, the command line, the browser mode
 *   dist/preload/index.cjs   the bridge of the sandboxed window
 *   dist/renderer/           the application that both shells show
 */

import { build as buildApp } from 'electron-vite';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build as buildBundle } from 'vite';
import { buildKernels } from './kernels.ts';
import { collectNotices, noticesText } from './notices.ts';

const root = join(import.meta.dirname, '..');
const at = (path: string) => join(root, path);

/** Bundles the worker with all it needs: it is loaded from outside the packed app, where no package can be found. */
async function buildWorker(): Promise<void> {
  await buildBundle({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: at('workers/entry.ts'),
      outDir: at('dist/worker'),
      target: 'node24',
      minify: false,
      rolldownOptions: {
        output: { format: 'es', entryFileNames: 'entry.js', codeSplitting: false },
      },
    },
  });
  // Outside the packed app no package.json says that .js means a module.
  writeFileSync(at('dist/worker/package.json'), '{ "type": "module" }\n');
  assertStandsAlone(at('dist/worker/entry.js'));
}

/** Throws when a bundle imports anything but Node's own modules. */
function assertStandsAlone(file: string): void {
  const source = readFileSync(file, 'utf8');
  const imported = [...source.matchAll(/^\s*(?:import|export)\b[^;'"]*?\bfrom\s*["']([^"']+)["']/gm)].map(
    (match) => match[1]!,
  );
  const foreign = imported.filter(
    (name) => !name.startsWith('node:') && !builtinModules.includes(name.split('/')[0]!),
  );
  if (foreign.length > 0) throw new Error(`${file} must stand alone but imports ${foreign.join(', ')}`);
}

/** A wrong file name builds and fails only when the app starts, so it is checked here. */
function assertBuilt(...files: string[]): void {
  const missing = files.filter((file) => !existsSync(at(file)));
  if (missing.length > 0) throw new Error(`the build did not make ${missing.join(', ')}`);
}

rmSync(at('dist'), { recursive: true, force: true });
await buildKernels();
await buildWorker();
await buildApp({ root, logLevel: 'warn' });
writeFileSync(at('dist/renderer/third-party-notices.txt'), noticesText(collectNotices(root)));
assertBuilt(
  'dist/worker/entry.js',
  'dist/main/index.js',
  'dist/main/cli.js',
  'dist/main/server.js',
  'dist/preload/index.cjs',
  'dist/renderer/index.html',
);

/**
 * npm run package:check: packs the app with a stub in the place of Electron's binary (which needs a download), then
 * looks at what came out and runs it with plain Node, far from this folder and its packages.
 */

import { getCurrentFuseWire, FuseState, FuseV1Options } from '@electron/fuses';
import { extractAll, listPackage, statFile } from '@electron/asar';
import { build, Platform } from 'electron-builder';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runPacked } from './package-run.ts';
import { makeIcons } from './icons.ts';
import { makeElectronStub } from './electron-stub.ts';

const root = join(import.meta.dirname, '..');
const maximumCompressedBytes = 40e6;
const work = mkdtempSync(join(tmpdir(), 'fisher-lab-package-'));

function ensure(what: string, holds: boolean, found: unknown = ''): void {
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${what}${found === '' ? '' : `: ${String(found)}`}`);
  if (!holds) process.exitCode = 1;
}

/** Packs for Linux as a folder; returns it. */
async function pack(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')) as {
    version: string;
  };
  await makeIcons();
  const electronDist = makeElectronStub(join(work, 'electron'), version);
  await build({
    projectDir: root,
    targets: Platform.LINUX.createTarget('dir'),
    publish: 'never',
    config: { electronDist, directories: { output: join(work, 'release') } },
  });
  return join(work, 'release', 'linux-unpacked');
}

/** Every file of the archive, `/`-separated, without the leading one. */
function filesOf(archive: string): string[] {
  return listPackage(archive, { isPack: false })
    .map((name) => name.replaceAll('\\', '/').replace(/^\//, ''))
    .filter((name) => !('files' in statFile(archive, name, false)));
}

const wanted = [
  'package.json',
  'LICENSE',
  'dist/main/index.js',
  'dist/main/cli.js',
  'dist/main/server.js',
  'dist/preload/index.cjs',
  'dist/renderer/index.html',
  'dist/worker/entry.js',
  'datasets/catalog.json',
  'datasets/breast-cancer.csv',
  'node_modules/piscina/package.json',
  'node_modules/ws/package.json',
  'node_modules/zod/package.json',
  'node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
];

/** What has no place in a package: sources, tests, maps, types, the tools of the build, what a user made. */
const unwanted = [
  /\.(ts|mts|cts|vue|map|md)$/,
  /(^|\/)(tests?|__tests__|docs|benchmarks?|\.github)\//,
  /^(contract|workers|figures|main|renderer|scripts|tests|bench|docs|release|coverage)\//,
  /node_modules\/(electron|vite|vitest|typescript|eslint|prettier|playwright|vue|electron-builder|node)\//,
  /\.(env|sqlite|log)$/,
];

function checkContents(archive: string, files: readonly string[]): void {
  for (const name of wanted) ensure(`the archive holds ${name}`, files.includes(name));
  const stray = files.filter((name) => unwanted.some((pattern) => pattern.test(name)));
  ensure(
    'it holds no sources, tests, maps, types or tools',
    stray.length === 0,
    stray.slice(0, 10).join(', '),
  );
  const outside = (name: string) => existsSync(join(`${archive}.unpacked`, name));
  ensure('the worker lies beside the archive', outside('dist/worker/entry.js'));
  ensure(
    'so does piscina, whose thread file Node starts by path',
    outside('node_modules/piscina/package.json'),
  );
  const native = files.filter((name) => name.endsWith('.node'));
  ensure('so do the native libraries', native.length > 0 && native.every(outside), native.join(', '));
  const library = native.find((name) => name.includes('canvas'));
  ensure('the canvas library is among them', library !== undefined);
}

function compressedBytes(path: string): number {
  if (!statSync(path).isDirectory()) return gzipSync(readFileSync(path)).byteLength;
  return readdirSync(path).reduce((sum, name) => sum + compressedBytes(join(path, name)), 0);
}

const wantedFuses: Readonly<Record<string, boolean>> = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
};

async function checkFuses(executable: string): Promise<void> {
  const wire = await getCurrentFuseWire(executable);
  for (const [name, on] of Object.entries(wantedFuses)) {
    const state = wire[FuseV1Options[name as keyof typeof FuseV1Options]];
    ensure(
      `the fuses read back: ${name} is ${on ? 'on' : 'off'}`,
      state === (on ? FuseState.ENABLE : FuseState.DISABLE),
    );
  }
}

try {
  const folder = await pack();
  const archive = join(folder, 'resources', 'app.asar');
  const files = filesOf(archive);
  checkContents(archive, files);
  const bytes = compressedBytes(archive) + compressedBytes(`${archive}.unpacked`);
  ensure(
    `everything but Electron is under ${maximumCompressedBytes / 1e6} MB compressed`,
    bytes < maximumCompressedBytes,
    `${(bytes / 1e6).toFixed(1)} MB`,
  );
  await checkFuses(join(folder, 'fisher-lab'));

  // Plain Node does not see into an archive: it gets the same files, extracted under the archive's name; the worker
  // only where the packed app would find it.
  const extracted = join(work, 'run', 'app.asar');
  extractAll(archive, extracted);
  cpSync(`${archive}.unpacked`, `${extracted}.unpacked`, { recursive: true });
  rmSync(join(extracted, 'dist', 'worker'), { recursive: true });
  for (const [what, holds, found] of await runPacked(extracted, join(work, 'data')))
    ensure(what, holds, found);
} catch (error) {
  ensure('the check ran to its end', false, error instanceof Error ? error.stack : error);
} finally {
  rmSync(work, { recursive: true, force: true });
}

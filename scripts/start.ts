/**
 * npm start: the desktop window where Electron's binary and a display are there; else one line that says why, and the
 * browser mode. Arguments go on to what is started.
 */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseShell } from './choose-shell.ts';

const root = join(import.meta.dirname, '..');
const at = (path: string) => join(root, path);

/** Electron's executable: of ELECTRON_OVERRIDE_DIST_PATH, or of the installed package; null where there is none. */
function findElectron(): string | null {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const name = at('node_modules/electron/path.txt');
  const relative = existsSync(name) ? readFileSync(name, 'utf8').trim() : executableOf(process.platform);
  const file =
    override === undefined ? at(join('node_modules/electron/dist', relative)) : join(override, relative);
  return existsSync(file) ? file : null;
}

function executableOf(platform: NodeJS.Platform): string {
  if (platform === 'win32') return 'electron.exe';
  return platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
}

/** Fetches the binary on first use; quietly fails without a network. */
function installElectron(): void {
  console.log('Installing Electron, once...');
  spawnSync(process.execPath, [at('node_modules/electron/install.js')], {
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: 180_000,
  });
}

function start(command: string, parameters: readonly string[]): void {
  const child = spawn(command, parameters, { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 0 : 1);
  });
}

if (!existsSync(at('dist/main/index.js')))
  spawnSync(process.execPath, [at('scripts/build.ts')], { stdio: 'inherit' });

const given = process.argv.slice(2);
const choice = chooseShell({
  platform: process.platform,
  environment: process.env,
  isRoot: process.getuid?.() === 0,
  findElectron,
  installElectron,
});
if (choice.shell === 'desktop') start(choice.electron, [root, ...given]);
else {
  console.log(`${choice.reason} Starting the browser mode instead.`);
  start(process.execPath, [at('bin/fisher-lab.js'), 'serve', ...given]);
}

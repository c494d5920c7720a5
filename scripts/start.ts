/**
 * npm start: the desktop window where Electron's binary and a display are there; else one line that says why, and the
 * browser mode. Arguments go on to what is started.
 */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chooseShell } from './choose-shell.ts';
import { findElectron } from './find-electron.ts';

const root = join(import.meta.dirname, '..');
const at = (path: string) => join(root, path);

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
  // Control-C reaches the child by itself, and twice would mean that somebody cannot wait; other signals do not.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
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

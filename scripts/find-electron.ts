/** Electron's executable, where there is one. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';

const names: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  win32: 'electron.exe',
  darwin: 'Electron.app/Contents/MacOS/Electron',
};

/** In the folder that ELECTRON_OVERRIDE_DIST_PATH names, else in the installed package; null where there is none. */
export function findElectron(): string | null {
  const folder =
    process.env['ELECTRON_OVERRIDE_DIST_PATH'] ??
    join(import.meta.dirname, '..', 'node_modules', 'electron', 'dist');
  const file = join(folder, names[process.platform] ?? 'electron');
  return existsSync(file) ? file : null;
}

/** Where things are: the app's own files, and the user's data. */

import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Places {
  readonly root: string;
  /** The worker's file: the source in a checkout that was not built, else the bundle, outside the packed app. */
  readonly workerFile: string;
  readonly datasetsDirectory: string;
  readonly rendererDirectory: string;
  readonly preloadFile: string;
}

/**
 * The app's files as seen from an entry, which lies two folders below the root both as a source
 * (main/cli/index.ts) and built (dist/main/cli.js).
 */
export function placesFrom(entry: { readonly dirname: string; readonly filename: string }): Places {
  const root = join(entry.dirname, '..', '..');
  const built = !entry.filename.endsWith('.ts');
  return {
    root,
    // A thread is started by Node itself, which cannot read inside the packed app.
    workerFile: built
      ? join(outsideArchive(root), 'dist', 'worker', 'entry.js')
      : join(root, 'workers', 'entry.ts'),
    datasetsDirectory: join(root, 'datasets'),
    rendererDirectory: join(root, 'dist', 'renderer'),
    preloadFile: join(root, 'dist', 'preload', 'index.cjs'),
  };
}

/** The folder beside app.asar that holds its unpacked files; a path that is not in an archive stays as it is. */
function outsideArchive(path: string): string {
  return path.replace(/app\.asar(?=$|[\\/])/, 'app.asar.unpacked');
}

/** The folder of the user's data (run store, imported data), by the custom of each system. */
export function defaultDataDirectory(
  platform: NodeJS.Platform = process.platform,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  home: string = homedir(),
): string {
  if (platform === 'win32')
    return join(environment['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Fisher Lab');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Fisher Lab');
  const dataHome = environment['XDG_DATA_HOME'];
  return join(
    dataHome !== undefined && dataHome !== '' ? dataHome : join(home, '.local', 'share'),
    'fisher-lab',
  );
}

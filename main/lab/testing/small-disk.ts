/** A file system of its own for tests: small enough to fill, and able to turn read-only. Needs the right to mount. */

import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { temporaryDirectory } from './bench.ts';

export interface SmallDisk {
  readonly directory: string;
  /** Gives it another size. */
  resize(kibibytes: number): void;
  setReadOnly(): void;
  remove(): void;
}

/** A tmpfs of some KiB, or null where this process may not mount one. */
export function mountSmallDisk(kibibytes: number): SmallDisk | null {
  if (process.platform !== 'linux') return null;
  const directory = temporaryDirectory();
  const mount = (...options: string[]) => spawnSync('mount', options, { stdio: 'ignore' }).status === 0;
  if (!mount('-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', directory)) {
    rmSync(directory, { recursive: true });
    return null;
  }
  return {
    directory,
    resize: (size) => void mount('-o', `remount,size=${size}k`, directory),
    setReadOnly: () => void mount('-o', 'remount,ro', directory),
    remove() {
      spawnSync('umount', ['-l', directory]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

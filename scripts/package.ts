/**
 * npm run package: the installers of this system under release/ (AppImage and deb, NSIS, dmg). electron-builder fetches
 * what it needs on first use: Electron's binary and the tools of the formats.
 */

import { build } from 'electron-builder';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeIcons } from './icons.ts';

const root = join(import.meta.dirname, '..');
await makeIcons();
await build({ projectDir: root, publish: 'never' });

const release = join(root, 'release');
const packages = readdirSync(release).filter((name) => /\.(AppImage|deb|exe|dmg)$/.test(name));
const sums = packages.map(
  (name) =>
    `${createHash('sha256')
      .update(readFileSync(join(release, name)))
      .digest('hex')}  ${name}`,
);
writeFileSync(join(release, 'SHA256SUMS'), `${sums.join('\n')}\n`);
console.log(sums.join('\n'));

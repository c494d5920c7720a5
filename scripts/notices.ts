/** The notices of the packages that the app ships or that are bundled into it: name, version, licence and its text. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Notice {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** The texts of its licence files; empty where it ships none. */
  readonly texts: readonly string[];
}

/** Packages that only the build takes in (the page's bundle): their code is in the app all the same. */
const bundled = [
  '@fontsource/ibm-plex-mono',
  '@lucide/vue',
  '@vueuse/core',
  'chartjs-plugin-annotation',
  'chartjs-plugin-zoom',
  'katex',
  'pinia',
  'reka-ui',
  'vue',
];

/** Of the app's dependencies and of theirs, by name. */
export function collectNotices(root: string): Notice[] {
  const own = readPackage(root);
  const found = new Map<string, Notice>();
  const visit = (name: string, from: string): void => {
    const folder = folderOf(name, from);
    // Optional ones of other systems are not installed here.
    if (folder === null) return;
    const { version, license = 'see its text', ...rest } = readPackage(folder);
    const key = `${name}@${version}`;
    if (found.has(key)) return;
    found.set(key, { name, version, licence: license, texts: licenceTexts(folder) });
    for (const dependency of Object.keys({ ...rest.dependencies, ...rest.optionalDependencies })) {
      visit(dependency, folder);
    }
  };
  for (const name of [...Object.keys(own.dependencies ?? {}), ...bundled]) visit(name, root);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The file that the app shows. */
export function noticesText(notices: readonly Notice[]): string {
  const rule = '-'.repeat(80);
  const parts = notices.map(({ name, version, licence, texts }) =>
    [rule, `${name} ${version} (${licence})`, rule, ...texts].join('\n'),
  );
  return [
    'Fisher Lab is made of these packages, whose authors have given them these licences.',
    "Electron and Chromium bring their own: the files LICENSE and LICENSES.chromium.html of the app's folder.",
    '',
    ...parts,
    '',
  ].join('\n');
}

function readPackage(folder: string): PackageJson {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;
}

/** Looks for a package as Node does: in node_modules of the folder and of those above it. */
function folderOf(name: string, from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (folder === dirname(folder)) return null;
  }
}

function licenceTexts(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying|notice)([.-].*)?$/i.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').trim());
}

/** The documents tell the truth about the sources: every link leads somewhere, every test that is named exists. */

import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const documents = globSync('{*,docs/**/*,renderer/*,datasets/**/*}.md', { cwd: root });
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** A heading's anchor, as GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

function anchorsOf(document: string): string[] {
  return [...document.matchAll(/^#+ (.+)$/gm)].map((match) => anchorOf(match[1]!));
}

describe('every link and picture leads somewhere', () => {
  test.each(documents)('%s', (path) => {
    const text = read(path).replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '');
    const dead = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1]!)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [file = '', anchor] = target.split('#');
        const place = file === '' ? join(root, path) : join(root, dirname(path), file);
        if (!existsSync(place) || relative(root, place).startsWith('..')) return true;
        return (
          anchor !== undefined &&
          statSync(place).isFile() &&
          !anchorsOf(readFileSync(place, 'utf8')).includes(anchor)
        );
      });
    expect(dead).toEqual([]);
  });
});

describe('docs/security.md', () => {
  const security = read('docs/security.md');
  const rows = security
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| -') && line.includes('`'))
    .map((line) => line.slice(2, line.lastIndexOf('|')).split(' | '));
  /** `path/of.test.ts`: title of the test; one reference a line of the cell. */
  const referencesOf = (cell: string) =>
    cell.split('<br>').map((reference) => {
      const match = /^`([\w/.-]+\.ts)`: (.+)$/.exec(reference.trim());
      if (match === null) throw new Error(`not "\`file.ts\`: title": ${reference}`);
      return [match[1]!, match[2]!] as const;
    });

  test('has the twenty items of Electron’s checklist', () => {
    const numbers = rows
      .map(([item]) => /^(\d+)\./.exec(item!)?.[1])
      .filter((number) => number !== undefined);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 1)));
  });

  test.each(rows)('%s: its tests exist', (...cells) => {
    expect(cells).toHaveLength(3);
    for (const [file, title] of referencesOf(cells[2]!)) {
      const source = read(file);
      const quoted = ["'", '"', '`'].some((quote) => source.includes(`${quote}${title}`));
      expect(quoted, `${file} has the test "${title}"`).toBe(true);
    }
  });
});

test('the headline of the README is the one that was measured', () => {
  const { headline } = JSON.parse(read('bench/results.json')) as { headline: { ratio: number } };
  expect(read('README.md')).toContain(
    `takes a ${Math.round(headline.ratio)}th of the published program's time`,
  );
});

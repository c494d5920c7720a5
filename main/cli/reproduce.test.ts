/** fisher-lab reproduce, as a user types it: folders, figures, verdicts, and the same again on a second run. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CommandBench } from './testing/command.ts';

let bench: CommandBench;
beforeAll(() => {
  bench = new CommandBench();
});

/** Every file below a folder, by its path there. */
function filesOf(folder: string): string[] {
  return readdirSync(join(bench.directory, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(join(bench.directory, folder).length + 1))
    .sort();
}

const bytes = (...path: string[]) => readFileSync(join(bench.directory, ...path));

/** Results without what the clock says. */
function timeless(text: string): unknown {
  return JSON.parse(text, (key, value: unknown) => (key === 'seconds' ? null : value));
}

describe('reproduce', () => {
  test('writes data, figure and verdicts, and a second run writes the same', async () => {
    const first = await bench.run(['reproduce', 'starting-points', '--out', 'first']);
    const second = await bench.run(['reproduce', 'starting-points', '--out', 'second', '--threads', '1']);
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(first.err).toMatch(/^ {2}yes {2}Boston, 20 iterations: NGD ends at the minimum to rounding/m);
    expect(first.err).toContain('EFGD still at 2.5375');
    const names = filesOf('first');
    expect(filesOf('second')).toEqual(names);
    for (const name of [
      'verdict.json',
      ...['png', 'svg', 'pdf'].map((suffix) => `starting-points.${suffix}`),
      ...['boston', 'one-dimension-from-4'].map((panel) => join(panel, 'runs.csv')),
    ]) {
      expect(names).toContain(join('starting-points', name));
    }
    for (const name of names) {
      const [a, b] = [bytes('first', name), bytes('second', name)];
      if (name.endsWith('log.jsonl')) continue;
      if (name.endsWith('results.json')) {
        const [before, after] = [a, b].map((content) => timeless(content.toString()) as object);
        expect({ ...after, environment: null }, name).toEqual({ ...before, environment: null });
      } else {
        expect(a.equals(b), name).toBe(true);
      }
    }
    const { claim, verdicts } = JSON.parse(bytes('first', 'starting-points', 'verdict.json').toString()) as {
      claim: string;
      verdicts: { holds: boolean }[];
    };
    expect(claim).toMatch(/^NGD contracts/);
    expect(verdicts.map(({ holds }) => holds)).toEqual([true, true]);
  });

  test('a panel whose file is not on this machine is skipped, and says what to do', async () => {
    const { code, err } = await bench.run(['reproduce', 'figure-3', '--out', 'third']);
    expect(code).toBe(0);
    expect(err).toMatch(/a1a: skipped, .* is not on this machine.*datasets download a1a/);
    expect(err).toContain('?  Not decided: a1a did not run.');
    expect(filesOf('third')).toContain(join('figure-3', 'hyper-parameters.csv'));
    const table = bytes('third', 'figure-3', 'hyper-parameters.csv').toString();
    expect(table).toMatch(/^Boston,EFGD,-1.25,-8,1.25,-8/m);
  });

  test('a name that no preset has is refused with the names there are', async () => {
    const { code, err } = await bench.run(['reproduce', 'figure-9', '--out', 'fourth']);
    expect(code).not.toBe(0);
    expect(err).toContain('figure-9');
    expect(err).toContain('starting-points');
  });
});

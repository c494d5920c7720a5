import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CommandBench } from '../testing/command.ts';

let bench: CommandBench;
beforeAll(() => {
  bench = new CommandBench();
});

const yacht = resolve(import.meta.dirname, '../../../../shared/data/yacht.txt');

describe('datasets', () => {
  test('import stores a file under a name; list, show and run know it', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i},${(i * 7) % 11},${i % 3 === 0 ? 'yes' : 'no'}`);
    bench.file('mine.csv', `a,b,answer\n${rows.join('\n')}\n`);
    const { code, out, err } = await bench.run(['datasets', 'import', 'mine.csv', '--name', 'My set']);
    expect({ code, out, err }).toEqual({
      code: 0,
      out: 'my-set: My set, 40 rows, 2 features, binary target answer\n',
      err: '',
    });
    expect((await bench.run(['datasets', 'list'])).out).toMatch(/^my-set\s+My set\s+40\s+2\s+binary/m);
    expect((await bench.run(['datasets', 'show', 'my-set'])).out).toContain('Classes: no (26), yes (14)');
    const spec = {
      version: 1,
      dataset: { id: 'my-set' },
      model: { kind: 'logistic' },
      iterations: 2,
      optimizers: [{ id: 'gd', kind: 'gd', stepSize: 0.001 }],
    };
    expect((await bench.run(['run', bench.file('spec.json', spec)])).code).toBe(0);
  });

  test('target and task are the options; a faulty or absent file has exit code 3', async () => {
    bench.file('counts.csv', 'visits,age\n0,30\n3,40\n1,25\n');
    const { out } = await bench.run([
      'datasets',
      'import',
      'counts.csv',
      '--target',
      'visits',
      '--task',
      'count',
    ]);
    expect(out).toBe('counts: counts, 3 rows, 1 features, count target visits\n');
    bench.file('gaps.csv', 'a,b\n1,\n2,3\n');
    const faulty = await bench.run(['datasets', 'import', 'gaps.csv']);
    expect(faulty).toMatchObject({
      code: 3,
      out: '',
      err: 'gaps.csv: line 2, column b: the value is missing\n',
    });
    expect(await bench.run(['datasets', 'import', 'absent.csv'])).toMatchObject({ code: 3, out: '' });
    expect(await bench.run(['datasets', 'burn', 'x'])).toMatchObject({ code: 2 });
  });

  test.skipIf(!existsSync(yacht))(
    'a known file fills its entry (skipped without ../shared/data)',
    async () => {
      const { out } = await bench.run(['datasets', 'import', yacht]);
      expect(out).toBe(
        'yacht: Yacht hydrodynamics, 308 rows, 6 features, regression target residuary resistance\n',
      );
      expect((await bench.run(['datasets', 'download', 'yacht'])).code).toBe(0);
    },
  );
});

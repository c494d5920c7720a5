import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
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
      err: 'Will import 40 rows with 2 features and the two-class target answer (no: 26, yes: 14).\n',
    });
    expect((await bench.run(['datasets', 'list'])).out).toMatch(/^my-set\s+My set\s+40\s+2\s+binary/m);
    expect((await bench.run(['datasets', 'show', 'my-set'])).out).toContain(
      'Classes: no (26), yes (14)\nClass 1: yes\n',
    );
    const other = await bench.run(['datasets', 'preview', 'mine.csv', '--class-one', 'no']);
    expect(other.out).toContain('binary: 0 stands for yes, 1 for no');
    await bench.run(['datasets', 'import', 'mine.csv', '--class-one', 'no', '--name', 'Other']);
    const { out: shown } = await bench.run(['datasets', 'show', 'other']);
    expect(shown).toContain('Classes: yes (14), no (26)\nClass 1: no\n');
    expect((await bench.run(['datasets', 'show', 'iris'])).out).not.toContain('Class 1');
    const spec = {
      version: 1,
      dataset: { id: 'my-set' },
      model: { kind: 'logistic' },
      iterations: 2,
      optimizers: [{ id: 'gd', kind: 'gd', stepSize: 0.001 }],
    };
    expect((await bench.run(['run', bench.file('spec.json', spec)])).code).toBe(0);
  });

  test('import says what becomes of texts and of columns left out', async () => {
    bench.file('colours.csv', 'colour,empty,y\nred,,1.5\nblue,,2\ngreen,,3\n');
    expect(await bench.run(['datasets', 'import', 'colours.csv'])).toMatchObject({
      code: 0,
      err: 'Will import 3 rows with 3 features (1 category as 0/1 columns) and the numeric target y; left out: empty.\n',
    });
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
    expect(out).toBe('counts: counts, 3 rows, 1 feature, count target visits\n');
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

  test('every choice of the import dialog is an option', async () => {
    // Semicolons, decimal commas, Latin-1, no header, a text that is a code, a column of identifiers, gaps.
    const rows = Array.from({ length: 60 }, (_, i) =>
      [`key ${i}`, `${i},5`, i === 7 ? '' : `${i % 4}`, i % 3 === 0 ? 'c\u00f4te' : 'plage', `${i % 2}`].join(
        ';',
      ),
    );
    writeFileSync(join(bench.directory, 'odd.dat'), Buffer.from(`${rows.join('\n')}\n`, 'latin1'));
    const options = [
      ...[
        '--format',
        'csv',
        '--encoding',
        'latin-1',
        '--separator',
        'semicolon',
        '--header',
        'no',
        '--decimal',
        'comma',
      ],
      ...[
        '--missing',
        'drop',
        '--category',
        'c3',
        '--number',
        'c5',
        '--leave-out',
        'c1',
        '--target',
        'c2',
        '--task',
        'regression',
      ],
    ];
    const preview = await bench.run(['datasets', 'preview', 'odd.dat', ...options]);
    expect(preview.code).toBe(0);
    expect(preview.out).toContain(
      'Will import 59 rows with 6 features (2 categories as 0/1 columns) and the numeric target c2',
    );
    expect(preview.out).toContain('1 row with missing values dropped; left out: c1.');
    expect(preview.out).toContain('decimalComma true: as you chose');
    expect(preview.out).toMatch(/^c3 +category +feature +1 +c3=0, c3=1, c3=2, c3=3/m);
    expect((await bench.run(['datasets', 'list'])).out).not.toContain('odd');
    const { out } = await bench.run(['datasets', 'import', 'odd.dat', ...options, '--name', 'Odd']);
    expect(out).toBe('odd: Odd, 59 rows, 6 features, regression target c2\n');
    const { out: shown } = await bench.run(['datasets', 'show', 'odd']);
    expect(shown).toMatch(/^c2 +target +number +0\.5 +59\.5/m);
    expect(shown).toContain('c4=plage');
    // The mean of what is there: (0 + 1 + 2 + 3 repeated, without one 3) / 59.
    const filled = [
      ...options.filter((_, k) => k < 10),
      '--missing',
      'mean',
      '--number',
      'c3',
      '--use',
      'c1',
      '--category',
      'c1',
      '--target',
      'c5',
    ];
    expect((await bench.run(['datasets', 'import', 'odd.dat', ...filled, '--name', 'Filled'])).out).toBe(
      'filled: Filled, 60 rows, 63 features, binary target c5\n',
    );
    const { out: mended } = await bench.run(['datasets', 'show', 'filled']);
    expect(mended).toMatch(/^c3 +feature +number +0 +3 +1\.47458/m);
    expect(mended).toMatch(/^c3 +feature .* 1 filled in$/m);
    expect(mended).toMatch(/^c2 +feature .* 0$/m);
    expect(mended).toContain('Missing values: 1 filled in: 1 of c3 with its mean (1.475)\n');
  });

  test('an option of another action is refused, not ignored', async () => {
    const { code, err } = await bench.run(['datasets', 'list', '--target', 'x']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'datasets list: --target has no effect here; it is an option of preview and import\n',
    });
    expect((await bench.run(['datasets', 'show', 'iris', '--out', 'x'])).code).toBe(2);
  });

  test('texts are no regression target: nothing is imported', async () => {
    bench.file('texts.csv', 'a,b\n1,x\n2,y\n3,z\n');
    const asked = ['texts.csv', '--target', 'b', '--task', 'regression'];
    const reason = 'target b: its values are texts (x, y, z), so its task cannot be regression\n';
    const preview = await bench.run(['datasets', 'preview', ...asked]);
    expect(preview.code).toBe(3);
    expect(preview.out).toContain(reason);
    expect(await bench.run(['datasets', 'import', ...asked])).toMatchObject({ code: 3, err: reason });
    expect((await bench.run(['datasets', 'list'])).out).not.toContain('texts');
  });

  test('wrong options have exit code 2 and say what would be right', async () => {
    bench.file('plain.csv', 'a,b\n1,2\n3,4\n5,7\n');
    const wrong = async (...options: string[]) => bench.run(['datasets', 'import', 'plain.csv', ...options]);
    expect(await wrong('--missing', 'guess')).toMatchObject({
      code: 2,
      err: '--missing: "guess" is not one of refuse, drop, mean, median\n',
    });
    expect((await wrong('--header', 'maybe')).err).toBe('--header: "maybe" is not one of yes, no\n');
    expect((await wrong('--separator', '::')).code).toBe(2);
    expect(await wrong('--number', 'a', '--category', 'a')).toMatchObject({
      code: 2,
      err: 'column a: the options contradict each other\n',
    });
    expect((await wrong('--target', 'a', '--leave-out', 'a')).err).toContain(
      'is the target and cannot be left out',
    );
    expect((await wrong('--leave-out', 'z')).err).toContain('there is no column "z"; there are a, b');
    const preview = await bench.run(['datasets', 'preview', 'plain.csv', '--leave-out', 'z']);
    expect(preview).toMatchObject({ code: 3, err: '' });
    expect(preview.out).toContain('Nothing can be imported yet: 1 fault');
    expect((await bench.run(['datasets', 'list'])).out).not.toContain('plain');
  });

  test('update, export and remove', async () => {
    bench.file('small.csv', 'a,b\n1,2\n3,5\n');
    await bench.run(['datasets', 'import', 'small.csv']);
    expect((await bench.run(['datasets', 'update', 'small'])).code).toBe(2);
    expect(await bench.run(['datasets', 'update', 'small', '--name', ' '])).toMatchObject({
      code: 2,
      err: 'name: " " is not a name of 1 to 200 characters on one line\n',
    });
    const { out } = await bench.run([
      'datasets',
      'update',
      'small',
      '--name',
      'Little',
      '--description',
      'Two rows.',
    ]);
    expect(out).toBe('small: Little, 2 rows, 1 feature, binary target b\n');
    expect((await bench.run(['datasets', 'show', 'small'])).out).toMatch(/^Little\nTwo rows\.\n/);
    expect((await bench.run(['datasets', 'export', 'small', '--out', 'out/again.csv'])).code).toBe(0);
    expect(readFileSync(join(bench.directory, 'out/again.csv'), 'utf8')).toBe('a,b\n1,2\n3,5\n');
    expect(await bench.run(['datasets', 'remove', 'small'])).toEqual({
      code: 0,
      out: 'small is removed.\n',
      err: '',
    });
    expect((await bench.run(['datasets', 'remove', 'small'])).code).toBe(2);
    expect((await bench.run(['datasets', 'remove', 'iris'])).err).toContain('came with the app');
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

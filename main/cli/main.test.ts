import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { resultsSchema } from '#contract/results.ts';
import { CommandBench, exampleSpec } from './testing/command.ts';

let bench: CommandBench;
beforeAll(() => {
  bench = new CommandBench();
});

const read = (...path: string[]) => readFileSync(join(bench.directory, ...path), 'utf8');
const refused = async (spec: unknown) => bench.run(['validate', bench.file('spec.json', spec)]);

describe('arguments', () => {
  test.each([
    [['rum', 'x'], 'unknown command rum; did you mean run?'],
    [['run'], 'run: too few arguments'],
    [['run', 'a', 'b'], 'run: "b" is one argument too many'],
    [['run', 'a', '--thread', '2'], 'unknown option --thread; did you mean --threads?'],
    [['run', 'a', '--threads', 'two'], '--threads: "two" is not a whole number from 1 to 256'],
    [['run', 'a', '--kernel', 'gpu'], '--kernel: "gpu" is not one of auto, fma, simd, js'],
    [['run', 'a', '--shard', '3/2'], '--shard: "3/2" is not I/N with 1 <= I <= N'],
    [['run', 'a', '--out'], '--out: missing its value DIR'],
    [['run', 'a', '--out', '--json'], '--out: missing its value DIR'],
    [['runs', 'burn'], 'runs: list, show ID, or export ID --out PATH'],
    [['datasets', 'show'], 'datasets: list'],
    [['help', 'rum'], 'unknown command rum; did you mean run?'],
    [['rum', '--help'], 'unknown command rum; did you mean run?'],
    [['--threads', '2', 'run', 'a'], '--threads: a command comes first'],
    [['run', 'figure-33'], 'figure-33: neither a file nor a preset; the presets are figure-1,'],
    [['run', '.'], ': a folder, not a file'],
    [['reproduce', 'figure-33'], 'figure-33: not one of figure-1,'],
  ])('%j is refused with exit code 2', async (args, message) => {
    const { code, err, out } = await bench.run(args);
    expect(err).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('the value of an unknown option is not taken for an argument', async () => {
    const { err } = await bench.run(['run', 'a', '--thread', '2']);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  test('all faults are told at once', async () => {
    const { err } = await bench.run(['run', 'a', '--threads', '0', '--kernel', 'x']);
    expect(err.trim().split('\n')).toHaveLength(2);
  });

  test.each([[['--help']], [['run', '--help']], [['schema']], [['--version']]])(
    '%j says what was asked',
    async (args) => {
      const { code, out, err } = await bench.run(args);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).not.toBe('');
    },
  );
});

describe('a wrong experiment file has exit code 2 and a message with path, value and what is allowed', () => {
  test('no such file', async () => {
    const { code, err } = await bench.run(['validate', 'absent.json']);
    expect({ code, err }).toEqual({
      code: 2,
      err: `${join(bench.directory, 'absent.json')}: there is no such file\n`,
    });
  });

  test('not JSON', async () => {
    const { code, err } = await refused('{"version": 1,}');
    expect(code).toBe(2);
    expect(err).toMatch(/spec\.json: not JSON: .*position 14/);
  });

  test('an unknown key', async () => {
    const { code, err } = await refused({ ...exampleSpec, iteration: 5 });
    expect(code).toBe(2);
    expect(err).toContain('iteration: not a key here; did you mean iterations?');
  });

  test('a negative damping, and everything else that is wrong, at once', async () => {
    const optimizers = [{ id: 'ngd', kind: 'ngd', stepSize: 0, damping: -1 }];
    const { code, err } = await refused({ ...exampleSpec, iterations: 1.5, optimizers });
    expect(code).toBe(2);
    expect(err).toContain('optimizers[0].damping: -1 is not a number >= 0');
    expect(err).toContain('iterations: 1.5 is not a whole number >= 0');
    expect(err).toContain('optimizers[0].stepSize: 0 is not a number > 0');
  });

  test('an unknown data set', async () => {
    const { code, err } = await refused({ ...exampleSpec, dataset: { id: 'titanic' } });
    expect(code).toBe(2);
    expect(err).toContain('titanic');
    expect(err).toContain('breast-cancer');
  });
});

describe('a wrong data file has exit code 3', () => {
  const withFile = (dataset: object) => ({ ...exampleSpec, dataset, model: { kind: 'linear' } });

  test('that is not there', async () => {
    const { code, err } = await refused(withFile({ path: 'absent.csv' }));
    expect(code).toBe(3);
    expect(err).toContain('absent.csv');
  });

  test('without the target column', async () => {
    bench.file('table.csv', 'a,b\n1,2\n3,4\n');
    const { code, err } = await refused(withFile({ path: 'table.csv', target: 'price' }));
    expect(code).toBe(3);
    expect(err).toContain('price');
    expect(err).toMatch(/\ba, b\b/);
  });

  test('with text in a number column: line, column and the text', async () => {
    bench.file('table.csv', 'a,b\n1,2\nseven,4\n5,6\n');
    const { code, err } = await refused(withFile({ path: 'table.csv', target: 'b' }));
    expect(code).toBe(3);
    expect(err).toContain('seven');
    expect(err).toMatch(/line 3/);
  });

  test('of the catalogue that is not on this machine: what to do', async () => {
    const { code, err } = await refused({ ...withFile({ id: 'powerplant' }) });
    expect(code).toBe(3);
    expect(err).toContain('datasets import');
  });
});

describe('run', () => {
  test('writes the results folder of the format and says where', async () => {
    const { code, out } = await bench.run(['run', bench.file('ok.json', exampleSpec), '--out', 'results']);
    expect(code).toBe(0);
    expect(out).toContain(join(bench.directory, 'results'));
    expect(out).toMatch(/ngd +1 +0\.000001 +completed +10/);
    const names = readdirSync(join(bench.directory, 'results'));
    expect(names).toEqual(expect.arrayContaining(['spec.json', 'results.json', 'runs.csv', 'log.jsonl']));
    for (const plot of ['loss', 'gradient-norm', 'cosine-to-natural-gradient']) {
      expect(names).toEqual(expect.arrayContaining([`${plot}.png`, `${plot}.svg`]));
    }
    expect(names.filter((name) => name.includes('.partial'))).toEqual([]);
    const results = resultsSchema.parse(JSON.parse(read('results', 'results.json')));
    expect(results.runs.map((run) => [run.optimizer, run.series['loss']!.length])).toEqual([
      ['gd', 11],
      ['ngd', 11],
      ['efgd', 11],
    ]);
    expect(results.dataset).toMatchObject({ n: 569, p: 31, d: 31, task: 'binary' });
    expect(results.best['efgd']).toEqual({ run: 2, stepSize: 0.01, damping: 1e-6, tied: 1 });
    expect(read('results', 'runs.csv').split('\n')[0]).toBe(
      'run,optimizer,repeat,stepSize,damping,iteration,loss,gradientNorm,stepNorm,cosineToNaturalGradient',
    );
    const log = read('results', 'log.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string });
    expect(log.map((event) => event.kind)).toEqual(
      expect.arrayContaining(['queued', 'started', 'run-finished', 'completed']),
    );
  });

  test('of its own spec.json gives the same numbers', async () => {
    await bench.run(['run', 'ok.json', '--out', 'first']);
    expect((await bench.run(['run', 'first/spec.json', '--out', 'second'])).code).toBe(0);
    expect(read('second', 'runs.csv')).toBe(read('first', 'runs.csv'));
    expect(read('second', 'spec.json')).toBe(read('first', 'spec.json'));
  });

  test('--json prints events as JSON lines and nothing else on stdout', async () => {
    const { code, out } = await bench.run(['run', 'ok.json', '--json']);
    expect(code).toBe(0);
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; status?: string });
    expect(events[0]).toMatchObject({ event: 'changed', status: 'queued' });
    expect(events.at(-1)).toMatchObject({ event: 'ended', status: 'completed', out: null });
    expect(events.some(({ event }) => event === 'progress')).toBe(true);
  });

  test('that diverges is a result, not a failure', async () => {
    const optimizers = [{ id: 'gd', kind: 'gd', stepSize: 1e6 }];
    const { code, out } = await bench.run(['run', bench.file('big.json', { ...exampleSpec, optimizers })]);
    expect(code).toBe(0);
    expect(out).toContain('diverged');
  });

  test('interrupted has exit code 130 and leaves what was computed', async () => {
    const long = bench.file('long.json', { ...exampleSpec, iterations: 1_000_000 });
    const rows = bench.storedRows('series');
    const { code, err } = await bench.run(
      ['run', long, '--out', 'cut'],
      () => bench.storedRows('series') > rows + 3,
    );
    expect(code).toBe(130);
    expect(err).toContain('interrupted');
    const results = resultsSchema.parse(JSON.parse(read('cut', 'results.json')));
    const cancelled = results.runs.filter((run) => run.status === 'cancelled');
    expect(cancelled.length).toBeGreaterThan(0);
    for (const run of cancelled) expect(run.series['loss']).toHaveLength(run.iterations + 1);
  });

  test('cannot write where a file is in the way: exit code 1, nothing half-written', async () => {
    bench.file('in-the-way', 'a file');
    const { code, err } = await bench.run([
      'run',
      bench.file('ok.json', exampleSpec),
      '--out',
      'in-the-way/results',
    ]);
    expect(code).toBe(1);
    expect(err).toContain(`${join(bench.directory, 'in-the-way')} is a file, not a folder`);
    expect(read('in-the-way')).toBe('a file');
  });
});

describe('runs', () => {
  test('list, show and export give the history back', async () => {
    const { out } = await bench.run(['runs', 'list']);
    const id = /^\d{8}-\d{6}-[0-9a-f]{6}/m.exec(out)![0];
    expect((await bench.run(['runs', 'show', id])).out).toContain('step size');
    expect((await bench.run(['runs', 'export', id, '--out', 'exported'])).code).toBe(0);
    expect(existsSync(join(bench.directory, 'exported', 'results.json'))).toBe(true);
    const unknown = await bench.run(['runs', 'show', 'nothing']);
    expect(unknown).toMatchObject({ code: 2, err: 'there is no experiment nothing in the history\n' });
  });

  test('export writes a zip or a bundle where the name says so, and a bundle can be run', async () => {
    bench.file(
      'table.csv',
      `a,b,y\n${Array.from({ length: 20 }, (_, i) => `${i},${i % 3},${i + (i % 5)}`).join('\n')}\n`,
    );
    const spec = { ...exampleSpec, dataset: { path: 'table.csv' }, model: { kind: 'linear' } };
    await bench.run(['run', bench.file('own.json', spec), '--out', 'own']);
    const { out } = await bench.run(['runs', 'list']);
    const id = /^\d{8}-\d{6}-[0-9a-f]{6}/m.exec(out)![0];
    expect((await bench.run(['runs', 'export', id, '--out', 'all.zip'])).code).toBe(0);
    expect(readFileSync(join(bench.directory, 'all.zip')).subarray(0, 2).toString()).toBe('PK');
    expect((await bench.run(['runs', 'export', id, '--out', 'one.fisherlab'])).code).toBe(0);
    const elsewhere = new CommandBench();
    const bundle = join(bench.directory, 'one.fisherlab');
    expect((await elsewhere.run(['run', bundle, '--out', 'again'])).code).toBe(0);
    expect(readFileSync(join(elsewhere.directory, 'again', 'runs.csv'), 'utf8')).toBe(
      read('own', 'runs.csv'),
    );
    const broken = bench.file('broken.fisherlab', 'hello');
    expect(await bench.run(['run', broken])).toMatchObject({
      code: 3,
      err: expect.stringContaining('not a zip'),
    });
  }, 60_000);

  test('an export is what the run itself wrote', async () => {
    await bench.run(['run', 'ok.json', '--out', 'direct']);
    const { out } = await bench.run(['runs', 'list']);
    const id = /^\d{8}-\d{6}-[0-9a-f]{6}/m.exec(out)![0];
    await bench.run(['runs', 'export', id, '--out', 'later']);
    for (const name of readdirSync(join(bench.directory, 'direct'))) {
      expect(
        readFileSync(join(bench.directory, 'later', name)).equals(
          readFileSync(join(bench.directory, 'direct', name)),
        ),
        name,
      ).toBe(true);
    }
  });
});

describe('identical results, byte for byte, for 1, 2 and 4 threads', () => {
  test('of runs and of a grid', async () => {
    const searched = {
      ...exampleSpec,
      iterations: 5,
      optimizers: [
        { id: 'ngd', kind: 'ngd', stepSize: { logspace: [-2, 1, 7] }, damping: { logspace: [-8, 0, 3] } },
        { id: 'gd', kind: 'gd', stepSize: { logspace: [-8, -4, 5] } },
        { id: 'efgd', kind: 'efgd', stepSize: 0.01, damping: 1e-6 },
      ],
    };
    const spec = bench.file('searched.json', searched);
    const folders = [];
    for (const threads of ['1', '2', '4']) {
      const { code } = await bench.run(['run', spec, '--threads', threads, '--out', `threads-${threads}`]);
      expect(code).toBe(0);
      folders.push(`threads-${threads}`);
    }
    const [one, ...others] = folders.map((folder) => ({
      grid: read(folder, 'grid.csv'),
      runs: read(folder, 'runs.csv'),
      spec: read(folder, 'spec.json'),
      plot: read(folder, 'loss.svg'),
      results: read(folder, 'results.json')
        .replaceAll(/"seconds":[^,}]+/g, '')
        .replace(/"threads":\d/, ''),
    }));
    expect(one!.grid.split('\n')).toHaveLength(21 + 5 + 2);
    for (const other of others) expect(other).toEqual(one);
  });
});

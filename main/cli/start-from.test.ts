import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { resultsSchema, type Results } from '#contract/results.ts';
import { CommandBench, exampleSpec } from './testing/command.ts';

let bench: CommandBench;
let half: Results;

const resultsIn = (folder: string) =>
  resultsSchema.parse(
    JSON.parse(readFileSync(join(bench.directory, folder, 'results.json'), 'utf8')),
  ) as Results;
const lossOf = ({ runs }: Results, optimizer: string) =>
  runs.find((run) => run.optimizer === optimizer)!.series['loss']!;

beforeAll(async () => {
  bench = new CommandBench();
  await bench.run(['run', bench.file('half.json', exampleSpec), '--out', 'half']);
  half = resultsIn('half');
});

const one = (id: string, iterations: number) => ({
  ...exampleSpec,
  iterations,
  optimizers: exampleSpec.optimizers.filter((optimizer) => optimizer.id === id),
});

describe('--start-from', () => {
  test.each(['gd', 'ngd'])('%s in two halves takes the path of the whole, bit for bit', async (id) => {
    const spec = bench.file('second.json', one(id, 10));
    const { code } = await bench.run(['run', spec, '--start-from', `half:${id}`, '--out', `second-${id}`]);
    expect(code).toBe(0);
    const second = resultsIn(`second-${id}`);
    await bench.run(['run', bench.file('whole.json', one(id, 20)), '--out', `whole-${id}`]);
    expect([...lossOf(half, id), ...lossOf(second, id).slice(1)]).toEqual(
      lossOf(resultsIn(`whole-${id}`), id),
    );
    expect(second.spec).toMatchObject({
      start: { kind: 'values', values: half.runs.find((run) => run.optimizer === id)!.theta },
    });
  });

  test('takes an id of the history, and the only run without a name', async () => {
    const history = (await bench.run(['runs', 'list'])).out;
    const id = /^(\S+) +\S+ \S+ +completed.* gd ngd efgd/m.exec(history)![1]!;
    const spec = bench.file('second.json', one('gd', 1));
    expect((await bench.run(['run', spec, '--start-from', `${id}:efgd`, '--out', 'by-id'])).code).toBe(0);
    expect(lossOf(resultsIn('by-id'), 'gd')[0]).toBe(lossOf(half, 'efgd').at(-1));
    expect((await bench.run(['run', spec, '--start-from', 'by-id', '--out', 'only'])).code).toBe(0);
    expect(lossOf(resultsIn('only'), 'gd')[0]).toBe(lossOf(resultsIn('by-id'), 'gd').at(-1));
  });

  test.each([
    ['half', 'say which as half:OPTIMIZER, one of gd, ngd, efgd'],
    ['half:adam', 'there is no run of adam; one of gd, ngd, efgd'],
    ['nowhere', 'there is no experiment nowhere in the history'],
  ])('%s is refused in words', async (source, message) => {
    const { code, err } = await bench.run([
      'run',
      bench.file('second.json', one('gd', 1)),
      '--start-from',
      source,
    ]);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  test('a run that left the finite numbers has no end to start from', async () => {
    const wild = { ...one('gd', 10), optimizers: [{ id: 'gd', kind: 'gd', stepSize: 1e308 }] };
    await bench.run(['run', bench.file('wild.json', wild), '--out', 'wild']);
    const { code, err } = await bench.run([
      'run',
      bench.file('second.json', one('gd', 1)),
      '--start-from',
      'wild',
    ]);
    expect({ code, err }).toEqual({
      code: 2,
      err: '--start-from: the run of gd (diverged) has no finite last parameters\n',
    });
  });

  test('parameters of another model are refused with their number', async () => {
    const other = { ...one('gd', 1), dataset: { id: 'boston' }, model: { kind: 'linear' } };
    const { code, err } = await bench.run([
      'run',
      bench.file('other.json', other),
      '--start-from',
      'half:gd',
    ]);
    expect(code).toBe(2);
    expect(err).toContain('start.values: has 31 numbers; the model has 14 parameters');
  });
});

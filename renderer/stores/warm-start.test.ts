import { expect, test } from 'vitest';
import { parseExperiment } from '#contract/parse-experiment.ts';
import { shortDocument } from './short-document.ts';
import { bestRunOf, canContinue, continuedFrom } from './warm-start.ts';

const short = {
  version: 1,
  dataset: { id: 'boston', testFraction: 0.2 },
  model: { kind: 'linear' },
  iterations: 50,
  optimizers: [
    { id: 'gd', kind: 'gd', stepSize: 1e-6 },
    { id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-6, structure: 'diagonal' },
  ],
};
const whole = (document: unknown) => {
  const parsed = parseExperiment(document);
  if (!parsed.ok) throw new Error(parsed.issues[0]!.message);
  return parsed.value as unknown as Record<string, unknown>;
};
const run = (optimizer: string, theta: number[], finalLoss: number) => ({
  ...{ optimizer, repeat: 0, iterations: 50, status: 'completed' as const },
  ...{ theta: Float64Array.from(theta), finalLoss },
});

test('a document with every default filled in is short again, and means the same', () => {
  const filled = whole(short);
  expect(Object.keys(filled).length).toBeGreaterThan(Object.keys(short).length + 5);
  expect(shortDocument(filled)).toEqual(short);
  expect(whole(shortDocument(filled))).toEqual(filled);
  const wrong = { ...filled, iterations: -1 };
  expect(shortDocument(wrong)).toBe(wrong);
});

test('a continued experiment starts at the last parameters and says so in its name', () => {
  const theta = [0.1, -1 / 3, 1e-300];
  const next = continuedFrom({ ...whole(short), name: 'Houses' }, run('ngd', theta, 1));
  expect(next).toEqual({
    ...short,
    name: 'Houses, from where ngd was after 50 iterations',
    start: { kind: 'values', values: theta },
  });
  const again = continuedFrom(next, run('gd', theta, 1));
  expect(again['name']).toBe('Houses, from where gd was after 50 iterations');
  const starts = whole({ ...short, kind: 'starting-points', factors: [0.5] });
  expect(whole(continuedFrom(starts, run('gd', theta, 1)))).toMatchObject({ kind: 'compare' });
});

test('one goes on from the best run that has finite parameters', () => {
  const runs = [
    run('ngd', [1], Number.NaN),
    run('ngd', [2], 5),
    run('ngd', [3], 4),
    run('ngd', [Number.NaN], 1),
    run('gd', [4], 0),
  ];
  expect(bestRunOf(runs, 'ngd')).toBe(runs[2]);
  expect(bestRunOf(runs, 'efgd')).toBeNull();
  expect(canContinue({ status: 'running', theta: Float64Array.of(1) })).toBe(false);
  expect(canContinue({ status: 'cancelled', theta: Float64Array.of(1) })).toBe(true);
  expect(canContinue({ status: 'completed', theta: new Float64Array(0) })).toBe(false);
});

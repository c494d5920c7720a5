import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { QuantityName } from '#contract/quantities.ts';
import { useTurns } from './turns.ts';

let now = 0;
beforeEach(() => {
  setActivePinia(createPinia());
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => vi.restoreAllMocks());

const quantities: readonly QuantityName[] = ['cosineToNaturalGradient', 'loss', 'gradientNorm', 'stepNorm'];

/** Answers, each chart of which takes so many milliseconds; returns which charts drew. */
function answers(count: number, each: number): QuantityName[][] {
  const turns = useTurns();
  return Array.from({ length: count }, () => {
    turns.begin(true);
    const drawn = [...turns.drawing!];
    now += each * drawn.length;
    turns.end();
    return drawn;
  });
}

it('gives all charts the turn where they fit into a frame', () => {
  for (const quantity of quantities) useTurns().enter(quantity, () => true);
  for (const drawn of answers(3, 4)) expect(drawn.toSorted()).toEqual(quantities.toSorted());
});

it('draws the loss at each answer and the others in turn where they do not', () => {
  for (const quantity of quantities) useTurns().enter(quantity, () => true);
  answers(1, 10);
  expect(answers(4, 10)).toEqual([
    ['loss', 'cosineToNaturalGradient'],
    ['loss', 'gradientNorm'],
    ['loss', 'stepNorm'],
    ['loss', 'cosineToNaturalGradient'],
  ]);
  expect(useTurns().leastMilliseconds()).toBe(20);
});

it('draws the loss alone at an answer that has nothing else', () => {
  const turns = useTurns();
  for (const quantity of quantities) turns.enter(quantity, () => true);
  turns.begin(false);
  expect([...turns.drawing!]).toEqual(['loss']);
});

it('leaves out what is not in view or has gone, until all have the turn', () => {
  const turns = useTurns();
  let inView = false;
  turns.enter('gradientNorm', () => inView);
  const leave = turns.enter('stepNorm', () => true);
  expect(answers(2, 10)).toEqual([['stepNorm'], ['stepNorm']]);
  inView = true;
  leave();
  expect(answers(1, 10)).toEqual([['gradientNorm']]);
  turns.all();
  expect(turns.drawing).toBeNull();
});

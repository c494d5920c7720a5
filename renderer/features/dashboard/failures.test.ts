import { expect, it } from 'vitest';
import { failureSentences } from './failures.ts';

it('says of each that failed its name and the reason, as one sentence', () => {
  expect(
    failureSentences([
      { name: 'First', status: 'failed', reason: 'start: the loss has no minimum' },
      { name: 'Second', status: 'completed', reason: null },
      { name: '  ', status: 'failed', reason: 'The disk is full.' },
      { name: 'Third', status: 'cancelled', reason: 'cancelled' },
    ]),
  ).toEqual(['First failed: start: the loss has no minimum.', 'Without a name failed: The disk is full.']);
});

it('says so where there is no reason', () => {
  for (const reason of [null, ' ']) {
    expect(failureSentences([{ name: 'A', status: 'failed', reason }])).toEqual([
      'A failed for no stated reason.',
    ]);
  }
});

import { expect, test } from 'vitest';
import type { EventData } from '#contract/api.ts';
import { Activity, announcement } from './activity.ts';

const progress = (id: string, done: number, secondsElapsed = 1): EventData<'experiments.progress'> => ({
  id,
  status: 'running',
  done,
  secondsElapsed,
  secondsLeft: null,
  runs: [],
  grids: [],
});

test('busy from queued to the end; progress is the mean of what runs', () => {
  const activity = new Activity();
  expect(activity.busy).toBe(false);
  expect(activity.progress).toBeNull();
  activity.changed({ id: 'a', status: 'queued' });
  expect(activity.busy).toBe(true);
  activity.progressed(progress('a', 0.5));
  activity.progressed(progress('b', 0.25));
  expect(activity.progress).toBe(0.375);
  expect(activity.changed({ id: 'a', status: 'completed' })).toEqual({
    id: 'a',
    status: 'completed',
    long: false,
  });
  expect(activity.progress).toBe(0.25);
  activity.changed({ id: 'b', status: 'cancelled' });
  expect(activity.busy).toBe(false);
});

test('a change of an experiment that did not run (renamed, removed) is no end', () => {
  const activity = new Activity();
  expect(activity.changed({ id: 'old', status: 'completed' })).toBeNull();
});

test('an end is announced when the run was long and nobody looks', () => {
  const end = (status: 'completed' | 'failed' | 'cancelled', long: boolean) => ({ id: 'a', status, long });
  expect(announcement(end('completed', true), false)).toBe('An experiment is finished.');
  expect(announcement(end('failed', true), false)).toBe('An experiment failed.');
  expect(announcement(end('completed', true), true)).toBeNull();
  expect(announcement(end('completed', false), false)).toBeNull();
  expect(announcement(end('cancelled', true), false)).toBeNull();
});

test('long is half a minute', () => {
  const activity = new Activity();
  activity.progressed(progress('a', 0.9, 31));
  expect(activity.changed({ id: 'a', status: 'completed' })).toMatchObject({ long: true });
});

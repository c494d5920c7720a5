import { createPinia } from 'pinia';
import { expect, it } from 'vitest';
import { createApp } from 'vue';
import type { LabClient } from '#contract/api.ts';
import type { ExperimentSummary } from '#contract/api/experiments.ts';
import { LabError } from '#contract/errors.ts';
import { labKey, type Lab } from '../lab.ts';
import { useHistory } from './history.ts';
import { useMessages } from './messages.ts';

/** The stores on a lab that lists nothing and answers an update with `update`. */
function storesOn(update: (params: unknown) => void) {
  const client = {
    request: (method: string, params: unknown) =>
      Promise.resolve().then(() => {
        if (method === 'experiments.update') update(params);
        return { experiments: [], total: 0, tags: [] };
      }),
    subscribe: () => () => undefined,
  } as unknown as LabClient;
  const pinia = createPinia();
  createApp({})
    .use(pinia)
    .provide(labKey, { client } as Lab);
  return { history: useHistory(pinia), messages: useMessages(pinia) };
}
const item = { id: 'e1', name: 'First', notes: 'old', tags: ['a'] } as unknown as ExperimentSummary;

it('offers to undo notes and tags that were kept', async () => {
  const sent: unknown[] = [];
  const { history, messages } = storesOn((params) => sent.push(params));
  await history.annotate(item, { notes: 'new', tags: [] });
  expect(messages.messages).toMatchObject([
    { tone: 'done', text: 'Notes and tags of First kept.', action: { label: 'Undo' } },
  ]);
  messages.messages[0]!.action!.run();
  await expect.poll(() => sent).toHaveLength(2);
  expect(sent).toEqual([
    { id: 'e1', notes: 'new', tags: [] },
    { id: 'e1', notes: 'old', tags: ['a'] },
  ]);
});

it('takes them back by the keyboard too, the newest first, each once', async () => {
  const sent: unknown[] = [];
  const { history, messages } = storesOn((params) => sent.push(params));
  await history.annotate(item, { notes: 'new', tags: [] });
  await history.annotate({ ...item, id: 'e2', notes: 'other' }, { notes: '', tags: ['b'] });
  history.undo();
  await expect.poll(() => sent).toHaveLength(3);
  expect(sent[2]).toEqual({ id: 'e2', notes: 'other', tags: ['a'] });
  messages.messages[0]!.action!.run();
  expect(history.canUndo).toBe(false);
  history.undo();
  await expect.poll(() => sent).toHaveLength(4);
  expect(sent[3]).toEqual({ id: 'e1', notes: 'old', tags: ['a'] });
});

it('takes back what was asked for before the lab has answered, and says nothing of it', async () => {
  const sent: unknown[] = [];
  const { history, messages } = storesOn((params) => sent.push(params));
  const kept = history.annotate(item, { notes: 'new', tags: [] });
  history.undo();
  await kept;
  await expect.poll(() => sent).toHaveLength(2);
  expect(sent[1]).toEqual({ id: 'e1', notes: 'old', tags: ['a'] });
  expect(messages.messages).toEqual([]);
  expect(history.canUndo).toBe(false);
});

it('says of notes that could not be kept only that', async () => {
  const { history, messages } = storesOn(() => {
    throw new LabError('internal', 'the disk is full');
  });
  await history.annotate(item, { notes: 'new', tags: [] });
  expect(messages.messages.map(({ tone, text }) => [tone, text])).toEqual([
    ['error', 'The notes and tags could not be kept: the disk is full'],
  ]);
  expect(history.canUndo).toBe(false);
});

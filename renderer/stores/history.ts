/** The experiments that the lab has kept, newest first. */

import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { ExperimentSummary } from '#contract/api/experiments.ts';
import { useLab } from '../lab.ts';
import { titleOf } from './experiment-titles.ts';
import { useMessages } from './messages.ts';

const waitMilliseconds = 150;
/** So many are listed at first, and so many more at a time. */
const page = 200;
/** The lab lists no more at once: older ones are found by searching. */
const most = 1000;

interface Changes {
  name?: string;
  notes?: string;
  tags?: string[];
  starred?: boolean;
}

export const useHistory = defineStore('history', () => {
  const { client } = useLab();
  const messages = useMessages();
  const experiments = shallowRef<readonly ExperimentSummary[]>([]);
  const total = ref(0);
  const search = ref('');
  /** Filters: a tag that must be there ('' for any), and whether only starred ones are listed. */
  const tag = ref('');
  const starred = ref(false);
  /** Whether the bin is listed. */
  const removed = ref(false);
  const narrowed = computed(() => search.value.trim() !== '' || tag.value !== '' || starred.value);
  /** Every tag of the history, with the number of its experiments. */
  const tags = shallowRef<readonly { tag: string; count: number }[]>([]);
  const limit = ref(page);
  const loaded = ref(false);

  async function refresh(): Promise<void> {
    await messages.attempt('The history could not be read', async () => {
      const answer = await client.request('experiments.list', {
        search: search.value,
        tags: tag.value === '' ? [] : [tag.value],
        starred: starred.value,
        removed: removed.value,
        limit: limit.value,
      });
      experiments.value = answer.experiments;
      total.value = answer.total;
      tags.value = answer.tags;
      loaded.value = true;
    });
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  function refreshSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), waitMilliseconds);
  }
  client.subscribe('experiments.changed', refreshSoon);

  /** What deletions, notes and tags are taken back by, oldest first. */
  const undos = shallowRef<readonly (() => Promise<void>)[]>([]);
  /** What is asked of the lab can be taken back from that moment on: the key may come before the answer. */
  async function undoably(
    asked: Promise<unknown>,
    done: string,
    restored: () => Promise<void>,
  ): Promise<void> {
    const back = () => asked.then(restored, () => undefined);
    undos.value = [...undos.value, back];
    try {
      await asked;
    } catch (error) {
      undos.value = undos.value.filter((other) => other !== back);
      throw error;
    }
    if (undos.value.includes(back)) {
      messages.show('done', done, { label: 'Undo', run: () => takeBack(back) });
    }
    await refresh();
  }
  /** Once, by its button or by the keyboard. */
  function takeBack(back: () => Promise<void>): void {
    if (!undos.value.includes(back)) return;
    undos.value = undos.value.filter((other) => other !== back);
    void back();
  }
  function undo(): void {
    const last = undos.value.at(-1);
    if (last !== undefined) takeBack(last);
  }
  async function remove(ids: string[]): Promise<void> {
    await messages.attempt('The experiment could not be deleted', () =>
      undoably(
        client.request('experiments.remove', { ids }),
        ids.length === 1 ? 'Experiment deleted.' : `${ids.length} experiments deleted.`,
        () => restore(ids),
      ),
    );
  }
  async function restore(ids: string[]): Promise<void> {
    await messages.attempt('The experiment could not be brought back', async () => {
      await client.request('experiments.restore', { ids });
      await refresh();
    });
  }
  async function update(id: string, changes: Changes): Promise<void> {
    await messages.attempt('The experiment could not be changed', async () => {
      await client.request('experiments.update', { id, ...changes });
      await refresh();
    });
  }
  async function annotate(
    item: ExperimentSummary,
    changes: { notes: string; tags: string[] },
  ): Promise<void> {
    const { id, notes, tags: before } = item;
    await messages.attempt('The notes and tags could not be kept', () =>
      undoably(
        client.request('experiments.update', { id, ...changes }),
        item.name.trim() === '' ? 'Notes and tags kept.' : `Notes and tags of ${titleOf(item.name)} kept.`,
        () => update(id, { notes, tags: before }),
      ),
    );
  }
  const more = computed(() => Math.max(0, Math.min(page, total.value - limit.value, most - limit.value)));
  async function showMore(): Promise<void> {
    limit.value += more.value;
    await refresh();
  }
  function clearFilters(): void {
    search.value = '';
    tag.value = '';
    starred.value = false;
  }
  watch([search, tag, starred, removed], () => {
    limit.value = page;
    refreshSoon();
  });
  return {
    experiments,
    total,
    search,
    tag,
    tags,
    starred,
    removed,
    narrowed,
    loaded,
    more,
    showMore,
    clearFilters,
    refresh,
    remove,
    restore,
    undo,
    canUndo: computed(() => undos.value.length > 0),
    update,
    annotate,
  };
});

/** The experiments that the lab has kept, newest first. */

import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { ExperimentSummary } from '#contract/api/experiments.ts';
import { useLab } from '../lab.ts';
import { useMessages } from './messages.ts';

const waitMilliseconds = 150;

export const useHistory = defineStore('history', () => {
  const { client } = useLab();
  const messages = useMessages();
  const experiments = shallowRef<readonly ExperimentSummary[]>([]);
  const total = ref(0);
  const search = ref('');
  const loaded = ref(false);

  async function refresh(): Promise<void> {
    await messages.attempt('The history could not be read', async () => {
      const answer = await client.request('experiments.list', { search: search.value });
      experiments.value = answer.experiments;
      total.value = answer.total;
      loaded.value = true;
    });
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  function refreshSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), waitMilliseconds);
  }
  client.subscribe('experiments.changed', refreshSoon);

  async function remove(ids: string[]): Promise<void> {
    await messages.attempt('The experiment could not be deleted', async () => {
      await client.request('experiments.remove', { ids });
      await refresh();
      messages.show('done', ids.length === 1 ? 'Experiment deleted.' : `${ids.length} experiments deleted.`, {
        label: 'Undo',
        run: () => void restore(ids),
      });
    });
  }
  async function restore(ids: string[]): Promise<void> {
    await messages.attempt('The experiment could not be brought back', async () => {
      await client.request('experiments.restore', { ids });
      await refresh();
    });
  }
  async function update(
    id: string,
    change: { name?: string; notes?: string; tags?: string[]; starred?: boolean },
  ): Promise<void> {
    await messages.attempt('The experiment could not be changed', async () => {
      await client.request('experiments.update', { id, ...change });
      await refresh();
    });
  }
  return { experiments, total, search, loaded, refresh, refreshSoon, remove, restore, update };
});

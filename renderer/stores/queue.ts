/** What the lab is working on and what waits: every experiment of this session that is not over, and how it went. */

import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { ExperimentSummary } from '#contract/api/experiments.ts';
import { useLab } from '../lab.ts';
import { isOver } from './experiments.ts';

export interface QueueEntry {
  readonly id: string;
  readonly name: string;
  readonly status: ExperimentSummary['status'];
  readonly done: number;
  readonly secondsElapsed: number;
  readonly secondsLeft: number | null;
  readonly reason: string | null;
}

const listed = 20;

export const useQueue = defineStore('queue', () => {
  const { client } = useLab();
  const entries = shallowRef<readonly QueueEntry[]>([]);
  const active = computed(() => entries.value.filter(({ status }) => !isOver(status)));

  function put(id: string, change: Partial<QueueEntry>): void {
    const known = entries.value.find((entry) => entry.id === id);
    const entry: QueueEntry = {
      ...(known ?? {
        id,
        name: '',
        status: 'queued',
        done: 0,
        secondsElapsed: 0,
        secondsLeft: null,
        reason: null,
      }),
      ...change,
    };
    entries.value =
      known === undefined
        ? [...entries.value.slice(1 - listed), entry]
        : entries.value.map((item) => (item.id === id ? entry : item));
  }
  /** Names and reasons come with the list; the events carry the numbers. */
  async function refresh(): Promise<void> {
    const { experiments } = await client.request('experiments.list', { limit: listed });
    for (const { id, name, status, reason } of [...experiments].reverse()) {
      if (!isOver(status) || entries.value.some((entry) => entry.id === id))
        put(id, { name, status, reason });
    }
  }
  client.subscribe('experiments.progress', ({ id, status, done, secondsElapsed, secondsLeft }) => {
    const isNew = !entries.value.some((entry) => entry.id === id);
    put(id, { status, done, secondsElapsed, secondsLeft });
    if (isNew) void refresh().catch(() => undefined);
  });
  client.subscribe('experiments.changed', ({ id, status }) => {
    if (!isOver(status) || entries.value.some((entry) => entry.id === id)) {
      put(id, { status });
      void refresh().catch(() => undefined);
    }
  });
  function clear(): void {
    entries.value = active.value;
  }
  return { entries, active, refresh, clear };
});

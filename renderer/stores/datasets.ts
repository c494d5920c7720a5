/** The data sets of the lab, and their details as they are asked for. */

import { defineStore } from 'pinia';
import { shallowReactive, shallowRef } from 'vue';
import type { DatasetDetail, DatasetEntry } from '#contract/dataset.ts';
import { useLab } from '../lab.ts';
import { useMessages } from './messages.ts';

export const useDatasets = defineStore('datasets', () => {
  const { client } = useLab();
  const messages = useMessages();
  const entries = shallowRef<readonly DatasetEntry[]>([]);
  /** By the JSON of the reference without its preprocessing. */
  const details = shallowReactive(new Map<string, DatasetDetail | Error>());

  async function refresh(): Promise<void> {
    await messages.attempt('The list of data sets could not be read', async () => {
      entries.value = (await client.request('datasets.list', {})).datasets;
    });
  }
  /** The details of a reference of an experiment file; asked for once. */
  async function describe(dataset: unknown): Promise<void> {
    const key = detailKey(dataset);
    if (details.has(key)) return;
    try {
      details.set(key, await client.request('datasets.describe', { dataset: dataset as never }));
    } catch (error) {
      details.set(key, error instanceof Error ? error : new Error(String(error)));
    }
  }
  client.subscribe('datasets.changed', () => {
    details.clear();
    void refresh();
  });
  return { entries, details, refresh, describe };
});

export function detailKey(dataset: unknown): string {
  return JSON.stringify(dataset);
}

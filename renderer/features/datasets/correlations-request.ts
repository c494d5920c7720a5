/** Correlations of a data set: asked for at once where that is quick, at the press of a button where it is not. */

import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { Correlations, DatasetDetail } from '#contract/dataset.ts';
import { useLab } from '../../lab.ts';

/** Numbers that are read and correlated well within a second. */
const quickNumbers = 5e6;

export function useCorrelations(reference: () => object, detail: () => DatasetDetail) {
  const { client } = useLab();
  const answer = shallowRef<Correlations | Error | null>(null);
  const working = shallowRef<AbortController | null>(null);
  const quick = computed(() => {
    const { n, features } = detail();
    return n !== null && features !== null && n * features <= quickNumbers;
  });

  async function compute(): Promise<void> {
    working.value?.abort();
    const own = new AbortController();
    working.value = own;
    try {
      const correlations = await client.request(
        'datasets.correlations',
        { dataset: reference() as never },
        { signal: own.signal },
      );
      if (working.value === own) answer.value = correlations;
    } catch (error) {
      if (working.value === own && !own.signal.aborted)
        answer.value = error instanceof Error ? error : new Error(String(error));
    } finally {
      if (working.value === own) working.value = null;
    }
  }
  const stop = () => working.value?.abort();
  watch(quick, (soon) => soon && answer.value === null && void compute(), { immediate: true });
  onScopeDispose(stop);
  return { answer, working, compute, stop };
}

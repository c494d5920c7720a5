/** Live mode: while it is on, every edit runs the whole comparison again and the curves follow. */

import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { LiveRun } from '#contract/api/live.ts';
import { LabError } from '#contract/errors.ts';
import { isSearched } from '#contract/optimizers.ts';
import { useLab } from '../lab.ts';
import { useDraft } from './draft.ts';
import { lowest, runKey, type ScreenRun } from './screen-run.ts';

export const useLive = defineStore('live', () => {
  const { client } = useLab();
  const draft = useDraft();
  const on = ref(false);
  const runs = shallowRef<readonly ScreenRun[] | null>(null);
  const milliseconds = ref<number | null>(null);
  /** Why the last edit could not be followed, or null. */
  const failure = ref<string | null>(null);

  const reason = computed(() => {
    const experiment = draft.experiment;
    if (experiment === null) return 'The experiment is not complete.';
    if (experiment.kind !== 'compare') return 'Live mode is for comparisons.';
    if (experiment.optimizers.some(isSearched)) return 'Live mode needs numbers, not ranges to search.';
    return null;
  });

  // One request at a time, and after it one for the newest edit: a slow problem is followed as soon as it can be.
  let asking = false;
  let again = false;
  async function follow(): Promise<void> {
    if (!on.value || reason.value !== null || draft.experiment === null) return;
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    const experiment = draft.experiment;
    try {
      const answer = await client.request('live.compare', { spec: draft.document });
      if (on.value) {
        runs.value = answer.runs.map((run, index) =>
          screenRunOfLive(
            run,
            'live',
            index,
            'iterations' in experiment ? experiment.iterations : run.iterations,
          ),
        );
        milliseconds.value = answer.milliseconds;
        failure.value = null;
      }
    } catch (error) {
      if (!(error instanceof LabError && error.code === 'cancelled'))
        failure.value = error instanceof Error ? error.message : String(error);
    }
    asking = false;
    if (again) {
      again = false;
      void follow();
    }
  }
  watch([on, () => draft.document], () => {
    if (!on.value) {
      runs.value = null;
      failure.value = null;
    }
    void follow();
  });
  return { on, runs, milliseconds, failure, reason };
});

/** A run that was answered at once, as the screens hold runs; `experiment` tells it from those of the history. */
export function screenRunOfLive(
  run: LiveRun,
  experiment: string,
  index: number,
  totalIterations: number,
): ScreenRun {
  return {
    ...run,
    key: runKey(experiment, index),
    experiment,
    index,
    totalIterations,
    bestLoss: lowest(run.series['loss']),
    stoppedBy: null,
    events: [],
    seconds: run.series['seconds']?.at(-1) ?? Number.NaN,
    reason: null,
    factor: null,
    notes: '',
    tags: [],
  };
}

/**
 * Live mode: while it is on, every edit runs the whole comparison again and the curves follow. While edits come one
 * after another (a slider is dragged) the lab is asked for the losses alone; when they pause, for all that is recorded.
 */

import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { LiveRun } from '#contract/api/live.ts';
import { LabError } from '#contract/errors.ts';
import { isSearched } from '#contract/optimizers.ts';
import { useLab } from '../lab.ts';
import { changedOptimizers, withOptimizers } from './changed-optimizers.ts';
import type { JsonObject } from './document-path.ts';
import { useDraft } from './draft.ts';
import { lowest, runKey, type ScreenRun } from './screen-run.ts';

/** Without an edit for so long the pointer rests. */
const restMilliseconds = 160;

export const useLive = defineStore('live', () => {
  const { client } = useLab();
  const draft = useDraft();
  const on = ref(false);
  /** Of the newest answer. */
  const runs = shallowRef<readonly ScreenRun[] | null>(null);
  /** Of the newest answer with all that is recorded: what charts other than the loss show while the losses move. */
  const settled = shallowRef<readonly ScreenRun[] | null>(null);
  /** Whether the newest answer has only the losses. */
  const moving = computed(() => settled.value !== null && settled.value !== runs.value);
  /** What the newest answer with all that is recorded took: a number that changes with each losses cannot be read. */
  const milliseconds = ref<number | null>(null);
  /** Why the last edit could not be followed, or null. */
  const failure = ref<string | null>(null);
  /** Whether the loss can be drawn from the losses alone: not against seconds. */
  const lossesSuffice = ref(true);

  const reason = computed(() => {
    const experiment = draft.experiment;
    if (experiment === null) return 'The experiment is not complete.';
    if (experiment.kind !== 'compare') return 'Live mode is for comparisons.';
    if (experiment.optimizers.some(isSearched)) return 'Live mode needs numbers, not ranges to search.';
    return null;
  });

  type Extent = 'losses' | 'all';
  /** The documents that `runs` and `settled` answer. */
  const answered: Record<Extent, JsonObject | null> = { losses: null, all: null };
  // One request at a time, and after it one for the newest edit: a slow problem is followed as soon as it can be.
  // Losses do not wait for the whole record of an older edit: the lab lets go of it for the newer request.
  let asking: Extent | null = null;
  let next: Extent | null = null;
  let newest = 0;
  async function follow(extent: Extent): Promise<void> {
    const { experiment, document } = draft;
    if (!on.value || reason.value !== null || experiment?.kind !== 'compare') return;
    if (asking === 'losses' || asking === extent) {
      next = extent;
      return;
    }
    const ask = ++newest;
    asking = extent;
    next = null;
    const known = (extent === 'all' ? settled : runs).value;
    const before = answered[extent];
    const changed =
      known === null || before === null || repeats(document) ? null : changedOptimizers(before, document);
    const asked = changed === null || changed.length === 0 ? document : withOptimizers(document, changed);
    const spec = extent === 'losses' ? { ...asked, record: ['loss'] } : asked;
    try {
      const answer = await client.request('live.compare', { spec });
      if (ask === newest && on.value) {
        const found = answer.runs.map((run, i) =>
          screenRunOfLive(run, 'live', asked === document ? i : changed![i]!, experiment.iterations),
        );
        runs.value =
          asked === document ? found : known!.map((run) => found.find(({ key }) => key === run.key) ?? run);
        answered.losses = document;
        if (extent === 'all') {
          settled.value = runs.value;
          answered.all = document;
          milliseconds.value = answer.milliseconds;
        }
        failure.value = null;
      }
    } catch (error) {
      if (ask === newest && !(error instanceof LabError && error.code === 'cancelled'))
        failure.value = error instanceof Error ? error.message : String(error);
    }
    if (ask !== newest) return;
    asking = null;
    if (next !== null) void follow(next);
  }

  let resting: ReturnType<typeof setTimeout> | undefined;
  watch([on, () => draft.document], ([, document], [was]) => {
    clearTimeout(resting);
    if (!on.value) {
      runs.value = null;
      settled.value = null;
      failure.value = null;
      return;
    }
    if (!was || settled.value === null || !lossesSuffice.value || repeats(document)) {
      void follow('all');
      return;
    }
    void follow('losses');
    resting = setTimeout(() => void follow('all'), restMilliseconds);
  });
  return { on, runs, settled, moving, milliseconds, failure, reason, lossesSuffice };
});

/** Means over repeats are of whole records, and an optimizer then has several runs. */
function repeats(document: Readonly<Record<string, unknown>>): boolean {
  const { repeats } = document;
  return typeof repeats === 'number' && repeats > 1;
}

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

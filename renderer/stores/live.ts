/**
 * Live mode: while it is on, every edit runs the whole comparison again and the curves follow. While edits come one
 * after another (a slider is dragged) the lab is asked for all that is recorded where that fits into a frame, else for
 * the losses, and now and then for all where that keeps up; when they pause, for all in any case.
 */

import { defineStore } from 'pinia';
import { computed, nextTick, ref, shallowRef, watch } from 'vue';
import type { LiveRun } from '#contract/api/live.ts';
import { LabError } from '#contract/errors.ts';
import { isSearched } from '#contract/optimizers.ts';
import { useLab } from '../lab.ts';
import { changedOptimizers, withOptimizers } from './changed-optimizers.ts';
import type { JsonObject } from './document-path.ts';
import { useDraft } from './draft.ts';
import { isLate, isWholeDue, isWorthATry, keepsUp, typicalOf } from './frame-budget.ts';
import { lowest, runKey, type ScreenRun } from './screen-run.ts';
import { useTurns } from './turns.ts';

/** Without an edit for so long the pointer rests. */
const restMilliseconds = 160;

export const useLive = defineStore('live', () => {
  const { client } = useLab();
  const draft = useDraft();
  const turns = useTurns();
  const on = ref(false);
  /** Of the newest answer. */
  const runs = shallowRef<readonly ScreenRun[] | null>(null);
  /** Of the newest answer with all that is recorded: what charts other than the loss show while the losses move. */
  const settled = shallowRef<readonly ScreenRun[] | null>(null);
  /** Whether the newest answer has only the losses. */
  const moving = computed(() => settled.value !== null && settled.value !== runs.value);
  /** Whether edits come one after another. */
  const dragging = ref(false);
  /** Whether answers with all that is recorded keep up with them. */
  const wholeKeepsUp = ref(true);
  /** Whether charts other than the loss wait for a pause. */
  const lagging = computed(() => (moving.value || dragging.value) && !wholeKeepsUp.value);
  /**
   * What an answer with all that is recorded took: the newest before the last pause, as a number that changes with each
   * cannot be read. None after the first of a problem, for which the lab reads the data.
   */
  const milliseconds = ref<number | null>(null);
  /** Why the last edit could not be followed, or null. */
  const failure = ref<string | null>(null);
  /** Whether the loss can be drawn from the losses alone: not against seconds. */
  const lossesSuffice = ref(true);

  const reason = computed(() => {
    const experiment = draft.experiment;
    if (experiment === null) return 'The form has an error; the curves are from before it.';
    if (experiment.kind !== 'compare') return 'Live mode is for comparisons.';
    if (experiment.optimizers.some(isSearched)) return 'Live mode needs numbers, not ranges to search.';
    return null;
  });

  type Extent = 'losses' | 'all';
  /** The documents that `runs` and `settled` answer. */
  const answered: Record<Extent, JsonObject | null> = { losses: null, all: null };
  /** What the last answers with all that is recorded took, with the drawing of two charts; milliseconds. */
  let costs: readonly number[] = [];
  /** What the lab took for the last of them, when it came, and whether it was the first of its problem. */
  let lastWhole = { taken: 0, at: 0, first: true };
  // One request at a time, and after it one for the newest edit: a slow problem is followed as soon as it can be.
  // Losses do not wait for a whole record that does not keep up: the lab lets go of it for the newer request.
  let asking: Extent | null = null;
  let askedAt = 0;
  let again = false;
  /** What a request from elsewhere put out, and was asked once more: two windows do not put each other out for ever. */
  let askedTwice: JsonObject | null = null;
  let newest = 0;
  async function follow(extent: Extent): Promise<void> {
    const { experiment, document } = draft;
    if (!on.value) return;
    if (reason.value !== null || experiment?.kind !== 'compare') {
      failure.value = null;
      return;
    }
    if (asking === 'losses' || asking === extent || (asking === 'all' && wholeKeepsUp.value)) {
      again = true;
      return;
    }
    if (asking === null && settled.value !== null && !moving.value && answered.all === document) {
      failure.value = null;
      return;
    }
    const ask = ++newest;
    asking = extent;
    askedAt = performance.now();
    again = false;
    const known = (extent === 'all' ? settled : runs).value;
    const before = answered[extent];
    const changed =
      known === null || before === null || repeats(document) ? null : changedOptimizers(before, document);
    const asked = changed === null || changed.length === 0 ? document : withOptimizers(document, changed);
    const spec = extent === 'losses' ? { ...asked, record: ['loss'] } : asked;
    try {
      const answer = await client.request('live.compare', { spec });
      // Losses without a whole record before them are of a time before live mode was switched off.
      if (ask === newest && on.value && (extent === 'all' || settled.value !== null)) {
        const found = answer.runs.map((run, i) =>
          screenRunOfLive(run, 'live', asked === document ? i : changed![i]!, experiment),
        );
        if (dragging.value) turns.begin(extent === 'all');
        runs.value =
          asked === document ? found : known!.map((run) => found.find(({ key }) => key === run.key) ?? run);
        answered.losses = document;
        if (extent === 'all') {
          settled.value = runs.value;
          answered.all = document;
          wholeCame(answer.milliseconds, changed === null);
        }
        failure.value = null;
      }
    } catch (error) {
      if (ask !== newest) return;
      if (error instanceof LabError && error.code === 'cancelled') {
        again ||= askedTwice !== document;
        askedTwice = document;
      } else failure.value = error instanceof Error ? error.message : String(error);
    }
    if (ask !== newest) return;
    asking = null;
    if (again) void follow(extentNow());
  }

  /** @param first whether it is of another problem than the one before */
  function wholeCame(taken: number, first: boolean): void {
    lastWhole = { taken, at: performance.now(), first };
    costs = [...(first ? [] : costs.slice(-2)), taken + turns.leastMilliseconds()];
    wholeKeepsUp.value = keepsUp(typicalOf(costs), first ? null : wholeKeepsUp.value);
    if (dragging.value) void nextTick(turns.end);
    if (!dragging.value || milliseconds.value === null) tellTime();
  }
  /** The losses wait no longer for a whole record that is late; what it took so far counts as its time. */
  function overtakeLate(): void {
    const waited = performance.now() - askedAt;
    if (asking !== 'all' || settled.value === null || needsWhole() || !isLate(waited)) return;
    lastWhole = { ...lastWhole, at: performance.now() };
    costs = [...costs.slice(-2), waited];
    wholeKeepsUp.value = false;
  }
  function tellTime(): void {
    milliseconds.value = lastWhole.first ? null : lastWhole.taken;
  }

  const needsWhole = () => !lossesSuffice.value || repeats(draft.document);
  function extentNow(): Extent {
    const { document } = draft;
    if (!dragging.value || settled.value === null || needsWhole()) return 'all';
    if (answered.all === null || changedOptimizers(answered.all, document) === null) return 'losses';
    const ago = performance.now() - lastWhole.at;
    const isAsked = wholeKeepsUp.value ? isWholeDue : isWorthATry;
    return isAsked(typicalOf(costs), ago) ? 'all' : 'losses';
  }

  /** Whether an edit waits until the one before it is answered. */
  const isBehind = () => asking !== null && again;

  let resting: ReturnType<typeof setTimeout> | undefined;
  function rest(): void {
    dragging.value = false;
    turns.all();
    tellTime();
    void follow('all');
  }
  watch([on, () => draft.document], (_, [was]) => {
    clearTimeout(resting);
    if (!on.value) {
      dragging.value = false;
      turns.all();
      runs.value = null;
      settled.value = null;
      failure.value = null;
      return;
    }
    if (was && settled.value !== null) {
      dragging.value = true;
      resting = setTimeout(rest, restMilliseconds);
      overtakeLate();
    }
    void follow(extentNow());
  });
  return {
    on,
    runs,
    settled,
    moving,
    dragging,
    lagging,
    isBehind,
    milliseconds,
    failure,
    reason,
    lossesSuffice,
  };
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
  { iterations, recordEvery = 1 }: { readonly iterations: number; readonly recordEvery?: number },
): ScreenRun {
  return {
    ...run,
    key: runKey(experiment, index),
    experiment,
    index,
    totalIterations: iterations,
    recordEvery,
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

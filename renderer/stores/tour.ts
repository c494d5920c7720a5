/** The first-run tour: offered once, ends in a finished comparison. */

import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { Words } from '#figures/terminology.ts';
import { keptRef } from './keep.ts';

export interface TourStep {
  readonly title: string;
  readonly text: (names: Words) => string;
  /** What the step points at. */
  readonly target: string;
  /** What it points at is in the form, which may be closed. */
  readonly ofForm?: boolean;
  /** The step is over by itself when this is done. */
  readonly action?: 'run';
}

export const tourSteps: readonly TourStep[] = [
  {
    title: 'The data and the model',
    text: () =>
      'Choose a data set, or drop a file on the window. Warnings say what may trouble an optimizer before it runs.',
    target: '[data-tour="data"]',
    ofForm: true,
  },
  {
    title: 'The optimizers',
    text: () =>
      'Each card is one method with its update rule. Drag a step size or a damping; the formula shows the numbers.',
    target: '[data-tour="optimizers"]',
    ofForm: true,
  },
  {
    title: 'Run the comparison',
    text: ({ ofRows }) =>
      `Run it now, here or with Run comparison above. Gradient descent, the natural gradient and the ${ofRows} start from the same point.`,
    target: '[data-tour="run"]',
    action: 'run',
  },
  {
    title: 'What to look at',
    text: ({ ofRows }) =>
      `The natural gradient (solid) falls at once. The ${ofRows} looks similar and does not behave so: its cosine to the natural gradient, in the second chart, leaves 1.`,
    target: '[data-tour="dashboard"]',
  },
];

const runStep = tourSteps.findIndex(({ action }) => action === 'run');

export const useTour = defineStore('tour', () => {
  const seen = keptRef('tour.seen', false, (found) => (typeof found === 'boolean' ? found : undefined));
  const at = ref<number | null>(null);
  const step = computed(() => (at.value === null ? null : (tourSteps[at.value] ?? null)));

  function start(): void {
    at.value = 0;
  }
  /** The run was started before its step: the tour goes there. */
  function goToRun(): void {
    if (at.value !== null) at.value = Math.max(at.value, runStep);
  }
  function next(): void {
    if (at.value === null) return;
    if (at.value + 1 < tourSteps.length) at.value++;
    else end();
  }
  function end(): void {
    at.value = null;
    seen.value = true;
  }
  return { seen, at, step, start, goToRun, next, end };
});

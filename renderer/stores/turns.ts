/**
 * Which charts draw at an answer while a slider moves: those that are in view, as many as fit into a frame, the loss
 * always and the others in turn. When the slider rests all of them show the newest.
 */

import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { QuantityName } from '#contract/quantities.ts';
import { chartsThatFit } from './frame-budget.ts';

export const useTurns = defineStore('turns', () => {
  /** Whether each chart is in view; the one that drew last comes last. */
  const charts = new Map<QuantityName, () => boolean>();
  /** Charts that show the newest answer; null: all. */
  const drawing = shallowRef<ReadonlySet<QuantityName> | null>(null);
  /** Milliseconds a chart, smoothed. */
  let each: number | null = null;
  let begun = 0;

  function enter(quantity: QuantityName, isInView: () => boolean): () => void {
    charts.set(quantity, isInView);
    return () => {
      if (charts.get(quantity) === isInView) charts.delete(quantity);
    };
  }
  /**
   * Before an answer is shown: gives the turns.
   * @param whole whether it has more than the losses
   */
  function begin(whole: boolean): void {
    const inView = [...charts].filter(([, isInView]) => isInView()).map(([quantity]) => quantity);
    const first = inView.filter((quantity) => quantity === 'loss');
    const others = whole ? inView.filter((quantity) => quantity !== 'loss') : [];
    const chosen = [...first, ...others].slice(0, chartsThatFit(each));
    for (const quantity of chosen) {
      const isInView = charts.get(quantity)!;
      charts.delete(quantity);
      charts.set(quantity, isInView);
    }
    drawing.value = new Set(chosen);
    begun = performance.now();
  }
  /** After it has been drawn. */
  function end(): void {
    const drawn = drawing.value?.size ?? 0;
    if (drawn === 0) return;
    const now = (performance.now() - begun) / drawn;
    each = each === null ? now : (each + now) / 2;
  }
  /** What the loss and another chart take. */
  function leastMilliseconds(): number {
    return 2 * (each ?? 0);
  }
  /** Gives all of them the turn. */
  function all(): void {
    drawing.value = null;
  }
  return { drawing, enter, begin, end, leastMilliseconds, all };
});

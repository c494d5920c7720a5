/** How the losses on one dashboard are scaled: alike, or each experiment's as it says. */

import type { ShownScaling } from '#contract/picture.ts';

/** Of one document: 1/N before the sum over rows, or not. */
export function scalingOf(document: unknown): 'mean' | 'sum' {
  return (document as { scaling?: unknown } | null | undefined)?.scaling === 'sum' ? 'sum' : 'mean';
}

export function shownScaling(documents: readonly unknown[]): ShownScaling {
  const [first = 'mean', ...rest] = documents.map(scalingOf);
  return rest.some((scaling) => scaling !== first) ? 'each' : first;
}

/** The shared legend of a figure of several panels. */

import { optimizerInfo } from '#contract/optimizer-info.ts';
import type { OptimizerKind } from '#contract/optimizers.ts';
import type { LegendEntry } from '../figure.ts';
import { methodColor, methodStyle } from '../method-style.ts';
import type { Theme } from '../theme.ts';

export function methodLegend(kinds: readonly OptimizerKind[], theme: Theme): LegendEntry[] {
  return kinds.map((kind) => ({
    label: optimizerInfo[kind].short,
    color: methodColor(kind, theme),
    line: true,
    dash: methodStyle(kind).dash,
    marker: null,
  }));
}

/** The update rule of an optimizer with its current numbers in it. */

import { optimizerInfo } from '#contract/optimizer-info.ts';
import type { OptimizerKind } from '#contract/optimizers.ts';
import { isRange } from '#contract/ranges.ts';
import { texNumber } from '../../format.ts';

/** TeX of the rule; a range stays the letter that it stands for, a damping of 0 leaves no term. */
export function ruleWithNumbers(kind: OptimizerKind, stepSize: unknown, damping: unknown): string {
  let { rule } = optimizerInfo[kind];
  if (damping === 0 || damping === undefined) {
    rule = rule.replaceAll(/\(([^()]*?) \+ \\lambda I\)/g, '$1');
  } else if (typeof damping === 'number') {
    rule = rule.replaceAll(String.raw`\lambda I`, String.raw`${texNumber(damping)}\, I`);
  } else if (isRelative(damping)) {
    rule = rule.replaceAll(
      String.raw`\lambda I`,
      String.raw`${texNumber(damping.relative)}\, \tfrac{\operatorname{tr} B}{D} I`,
    );
  }
  if (typeof stepSize === 'number') {
    rule = rule.replaceAll(
      String.raw`\gamma\, `,
      stepSize === 1 ? '' : String.raw`${texNumber(stepSize)} \cdot `,
    );
  }
  return rule;
}

function isRelative(value: unknown): value is { relative: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !isRange(value) &&
    'relative' in value &&
    typeof value.relative === 'number'
  );
}

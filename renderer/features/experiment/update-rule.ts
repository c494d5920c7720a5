/** The update rule of an optimizer with its current numbers in it, and with what changes them from step to step. */

import { optimizerInfo } from '#contract/optimizer-info.ts';
import type { OptimizerKind, Schedule } from '#contract/optimizers.ts';
import { isRange } from '#contract/ranges.ts';
import { texNumber } from '../../format.ts';
import type { JsonObject } from '../../stores/document-path.ts';

/** What stands behind the step size at step t of T. */
const schedules: Readonly<Record<Exclude<Schedule, 'constant'>, string>> = {
  'inverse-sqrt': String.raw`\tfrac{1}{\sqrt{t}}\, `,
  inverse: String.raw`\tfrac{1}{t}\, `,
  cosine: String.raw`\tfrac{1 + \cos(\pi t/T)}{2}\, `,
};

/** TeX of the rule; a range stays the letter that it stands for, a damping of 0 leaves no term. */
export function ruleWithNumbers(kind: OptimizerKind, optimizer: JsonObject): string {
  const { stepSize, damping, schedule, dampingRule, lineSearch, batchSize } = optimizer;
  let { rule } = optimizerInfo[kind];
  const notes: string[] = [];

  const number = dampingNumber(damping);
  if (number !== null && dampingRule === 'levenberg-marquardt') {
    // The rule moves it from step to step: the number is where it begins.
    rule = rule.replaceAll(String.raw`\lambda I`, String.raw`\lambda_t I`);
    notes.push(String.raw`\lambda_1 = ${number}`);
  } else if (damping === 0 || damping === undefined) {
    rule = rule.replaceAll(/\(([^()]*?) \+ \\lambda I\)/g, '$1');
  } else if (number !== null) {
    rule = rule.replaceAll(String.raw`\lambda I`, String.raw`${number}\, I`);
  }

  const factor = schedules[schedule as Exclude<Schedule, 'constant'>] ?? '';
  if (lineSearch === 'armijo') {
    // A step is halved until the loss falls enough: the number is the longest one.
    rule = rule.replaceAll(String.raw`\gamma\, `, String.raw`\gamma_t\, `);
    if (typeof stepSize === 'number') {
      const longest =
        factor === '' ? texNumber(stepSize) : `${texNumber(stepSize)} \\cdot ${factor.trimEnd()}`;
      notes.push(String.raw`\gamma_t \le ${longest}`);
    }
  } else if (typeof stepSize === 'number') {
    const shown = stepSize === 1 ? '' : String.raw`${texNumber(stepSize)} \cdot `;
    rule = rule.replaceAll(String.raw`\gamma\, `, shown + factor);
  } else if (factor !== '') {
    rule = rule.replaceAll(String.raw`\gamma\, `, String.raw`\gamma\, ${factor}`);
  }
  // The gradient of some rows only.
  if (typeof batchSize === 'number')
    rule = rule.replaceAll(/(?<!\\hat )(?<![\\A-Za-z])g(?![a-z])/g, String.raw`\hat g`);
  return [rule, ...notes].join(String.raw`,\quad `);
}

function dampingNumber(damping: unknown): string | null {
  if (typeof damping === 'number') return texNumber(damping);
  return isRelative(damping)
    ? String.raw`${texNumber(damping.relative)}\, \tfrac{\operatorname{tr} B}{D}`
    : null;
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

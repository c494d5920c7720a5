/** What the dashboard says of experiments that failed. */

import type { ExperimentSummary } from '#contract/api/experiments.ts';
import { titleOf } from '../../stores/experiment-titles.ts';

/** A sentence for each that failed: its name, and what the lab gave as the reason. */
export function failureSentences(
  shown: readonly Pick<ExperimentSummary, 'name' | 'status' | 'reason'>[],
): string[] {
  return shown.flatMap(({ name, status, reason }) => {
    if (status !== 'failed') return [];
    const given = reason?.trim() ?? '';
    if (given === '') return [`${titleOf(name)} failed for no stated reason.`];
    return [`${titleOf(name)} failed: ${given}${/[.!?]$/.test(given) ? '' : '.'}`];
  });
}

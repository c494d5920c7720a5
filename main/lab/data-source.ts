/** What the experiments need of the data sets: from a reference in an experiment file to numbers in shared memory. */

import type { DatasetReference, DatasetSummary } from '#contract/dataset.ts';
import type { DataFacts } from '#contract/resolve-experiment.ts';
import type { Problem } from '#workers/data/problem.ts';

export interface LoadedData {
  readonly problem: Problem;
  readonly facts: DataFacts;
  /** All of the summary but D, which the model decides. */
  readonly summary: Omit<DatasetSummary, 'd'>;
}

export interface DataSource {
  /**
   * Loads, checks and preprocesses. `bias` says whether a column of ones is appended last (contract `biasOf`);
   * relative paths are taken from `baseDirectory`. Throws LabError 'invalid-data' for a wrong file, 'not-found' for
   * an unknown id or a missing file, 'not-available' for a catalogue entry without its file (with what to do).
   */
  load(
    reference: DatasetReference,
    options: { readonly bias: boolean; readonly baseDirectory: string; readonly signal?: AbortSignal },
  ): Promise<LoadedData>;
}

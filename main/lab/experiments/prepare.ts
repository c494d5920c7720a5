/** From a document to an experiment that can run: parsed, its data loaded, every default filled in. */

import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { biasOf, type DatasetSummary } from '#contract/dataset.ts';
import { issuesError, LabError } from '#contract/errors.ts';
import type { Parsed } from '#contract/errors.ts';
import type { Experiment } from '#contract/experiment.ts';
import { parseExperiment } from '#contract/parse-experiment.ts';
import { resolveExperiment, type DataFacts, type ResolvedExperiment } from '#contract/resolve-experiment.ts';
import { remarkAt } from '#contract/issues.ts';
import { parameterCount } from '#contract/model.ts';
import type { Problem } from '#workers/data/problem.ts';
import { memoryEstimate, refuseOversized } from '#workers/experiments/memory.ts';
import type { DataSource } from '../data-source.ts';
import { machineMemory } from '../machine-memory.ts';

export interface PreparedExperiment {
  readonly spec: ResolvedExperiment;
  readonly facts: DataFacts;
  readonly dataset: DatasetSummary;
  /** null for kinds that draw their own data. */
  readonly problem: Problem | null;
}

/**
 * Throws LabError 'invalid-input' with all issues of the document, 'too-large' for what this machine cannot hold, and
 * what loading the data throws.
 */
export async function prepareExperiment(
  document: unknown,
  data: DataSource,
  signal?: AbortSignal,
): Promise<PreparedExperiment> {
  const experiment = valueOf(parseExperiment(document));
  const { dataset, model } = experiment;
  if ('path' in dataset && !isAbsolute(dataset.path)) {
    throw issuesError('invalid-input', [
      remarkAt('dataset.path', `"${dataset.path}" is relative, and there is no experiment file beside it`),
    ]);
  }
  const { facts, problem, summary } = await loadData(data, experiment, signal);
  const resolved = valueOf(resolveExperiment(experiment, facts));
  // Parsed once more, so that the keys stand in the schema's order whatever the document had and lacked.
  const spec = valueOf(parseExperiment(resolved)) as ResolvedExperiment;
  refuseOversized(memoryEstimate(spec, facts, problem), machineMemory());
  return {
    spec,
    facts,
    dataset: { ...summary, d: parameterCount(model, facts.columns, facts.classes) },
    problem: spec.kind === 'consistency' ? null : problem,
  };
}

/** An unknown id is a fault of the document, a missing file is one of the data. */
async function loadData(data: DataSource, { dataset, model }: Experiment, signal?: AbortSignal) {
  try {
    return await data.load(dataset, {
      bias: biasOf(dataset, model.kind),
      baseDirectory: '',
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    if (error.code === 'not-found' && 'id' in dataset) {
      throw issuesError('invalid-input', [{ path: 'dataset.id', message: error.message }]);
    }
    throw error.code === 'not-found'
      ? new LabError('invalid-data', error.message, error.issues, { cause: error })
      : error;
  }
}

/**
 * Names what decides the results of an experiment on one kernel: its specification (but for its name) and its data.
 */
export function hashOf({ spec, dataset }: Pick<PreparedExperiment, 'spec' | 'dataset'>): string {
  const { name: _, ...rest } = spec;
  return createHash('sha256').update(JSON.stringify(rest)).update(dataset.sha256).digest('hex');
}

function valueOf<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw issuesError('invalid-input', parsed.issues);
  return parsed.value;
}

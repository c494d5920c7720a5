/** Defaults and checks that depend on the data: from an experiment to one that is ready to run. */

import { biasOf, type DatasetReference, type Task } from './dataset.ts';
import type { Issue, Parsed } from './errors.ts';
import type { Experiment, Start } from './experiment.ts';
import { remarkAt } from './issues.ts';
import { outputFitsTask, outputOf, parameterCount, type ModelSpec } from './model.ts';
import type { OptimizerSpec } from './optimizers.ts';
import { defaultRecord } from './quantities.ts';
import { largestFullMatrix } from './support.ts';

/** What `resolveExperiment` needs to know of the data. */
export interface DataFacts {
  readonly task: Task;
  /** Columns of the design, bias included. */
  readonly columns: number;
  /** Training rows. */
  readonly rows: number;
  /** Number of classes (2 for binary, 0 otherwise). */
  readonly classes: number;
  readonly target: string;
}

/** An experiment with every default filled in, ready to be written as spec.json and run. */
export type ResolvedExperiment = Experiment & { readonly start: Start; readonly dataset: DatasetReference };

/**
 * Fills in the defaults that depend on the data and checks what only the data can tell (task against model, length
 * of parameter vectors, batch sizes). Applying it twice changes nothing.
 */
export function resolveExperiment(experiment: Experiment, facts: DataFacts): Parsed<ResolvedExperiment> {
  const { model } = experiment;
  const parameters = parameterCount(model, facts.columns, facts.classes);
  const start = experiment.start ?? usualStart(model);
  const issues = [
    ...outputChecks(model, facts),
    ...pointChecks(experiment, start, parameters),
    ...('optimizers' in experiment
      ? experiment.optimizers.flatMap((optimizer, i) => optimizerChecks(optimizer, i, facts, parameters))
      : []),
    ...kindChecks(experiment, facts, parameters),
  ];
  if (issues.length > 0) return { ok: false, issues };
  const resolved = { ...experiment, start, dataset: resolvedDataset(experiment, facts) };
  if (!('recordEvery' in resolved)) return { ok: true, value: resolved };
  const record = resolved.record ?? defaultRecord(parameters);
  return {
    ok: true,
    value: { ...resolved, record: record.includes('loss') ? record : ['loss', ...record] },
  };
}

function usualStart(model: ModelSpec): Start {
  return model.kind === 'mlp' ? { kind: 'xavier', seed: 0 } : { kind: 'zeros' };
}

function outputChecks(model: ModelSpec, facts: DataFacts): Issue[] {
  const output = outputOf(model);
  return outputFitsTask(output, facts.task)
    ? []
    : [
        remarkAt(
          model.kind === 'mlp' ? 'model.output' : 'model.kind',
          `${output} does not fit a ${facts.task} target (${facts.target})`,
        ),
      ];
}

/** A point of the parameter space has one number a parameter. */
function pointChecks(experiment: Experiment, start: Start, parameters: number): Issue[] {
  const check = (values: readonly number[], path: string) =>
    values.length === parameters
      ? []
      : [remarkAt(path, `has ${values.length} numbers; the model has ${parameters} parameters`)];
  return [
    ...(start.kind === 'values' ? check(start.values, 'start.values') : []),
    ...(experiment.kind === 'curvature' && experiment.at.kind === 'values'
      ? check(experiment.at.values, 'at.values')
      : []),
  ];
}

function kindChecks(experiment: Experiment, facts: DataFacts, parameters: number): Issue[] {
  const issues: Issue[] = [];
  if (experiment.kind === 'curvature' && experiment.batchSize > facts.rows && !experiment.replacement) {
    issues.push(remarkAt('batchSize', moreThanRows(experiment.batchSize, facts)));
  }
  if ((experiment.kind === 'vector-field' || experiment.kind === 'quadratic') && parameters !== 2) {
    issues.push(remarkAt('dataset', `${experiment.kind} needs two parameters; this model has ${parameters}`));
  }
  if ('record' in experiment && parameters > largestFullMatrix) {
    const at = experiment.record?.indexOf('relativeDifference') ?? -1;
    if (at >= 0) issues.push(remarkAt(['record', at], tooLarge(parameters)));
  }
  return issues;
}

function optimizerChecks(
  optimizer: OptimizerSpec,
  index: number,
  facts: DataFacts,
  parameters: number,
): Issue[] {
  const issues: Issue[] = [];
  const at = (key: string, sentence: string) => issues.push(remarkAt(['optimizers', index, key], sentence));
  if (parameters > largestFullMatrix) {
    const key = keyOfFullMatrix(optimizer);
    if (key !== null) at(key, tooLarge(parameters));
  }
  const { batchSize } = optimizer;
  if (batchSize !== null && batchSize > facts.rows && optimizer.replacement !== true) {
    at('batchSize', moreThanRows(batchSize, facts));
  }
  return issues;
}

/** The option by which an optimizer forms a full matrix of its parameters, or null. */
function keyOfFullMatrix(optimizer: OptimizerSpec): string | null {
  if ('structure' in optimizer && optimizer.structure === 'full') return 'structure';
  if (optimizer.kind === 'variance-adapted' && optimizer.adaptation.startsWith('full')) return 'adaptation';
  return optimizer.kind === 'online-ng' ? 'kind' : null;
}

const tooLarge = (parameters: number) =>
  `needs a full matrix of ${parameters} parameters, more than ${largestFullMatrix}`;
const moreThanRows = (batchSize: number, facts: DataFacts) =>
  `${batchSize} is more than the ${facts.rows} training rows`;

function resolvedDataset({ dataset, model }: Experiment, facts: DataFacts): DatasetReference {
  if ('synthetic' in dataset) return dataset;
  const known = { task: dataset.task ?? facts.task, bias: biasOf(dataset, model.kind) };
  return 'path' in dataset
    ? { ...dataset, ...known, target: dataset.target ?? facts.target }
    : { ...dataset, ...known };
}

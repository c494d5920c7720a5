/** What the parts of an experiment ask of one another: keys that are right alone but do not go together. */

import type { Issue } from './errors.ts';
import { experimentSchemas, type ExperimentKind, type ExperimentOf } from './experiment.ts';
import { remarkAt } from './issues.ts';
import type { ModelSpec } from './model.ts';
import { conditionalOptions, isSearched, optionsOf, type OptimizerSpec } from './optimizers.ts';
import { whyNotRecorded } from './quantities.ts';
import { isRange, rangeValues } from './ranges.ts';
import { whyNotStructure } from './support.ts';

/** The keys of the document that are right by themselves, so that cross-checks run whatever else is wrong. */
export interface Parts extends Partial<Omit<ExperimentOf<'compare'>, 'optimizers'>> {
  /** undefined where an optimizer is wrong by itself. */
  optimizers?: (OptimizerSpec | undefined)[];
  /** As they are written, of the wrong ones too. */
  optimizerIds?: readonly unknown[];
}

/** Every disagreement between the parts that are right by themselves. */
export function crossChecks(kind: ExperimentKind, parts: Parts): Issue[] {
  const issues: Issue[] = [];
  const { model, dataset, record, optimizers, selection } = parts;
  if (optimizers !== undefined && 'optimizers' in experimentSchemas[kind].shape) {
    if (optimizers.length === 0) issues.push(remarkAt('optimizers', `${kind} needs one or more optimizers`));
    issues.push(
      ...duplicateIds(parts.optimizerIds ?? []),
      ...optimizers.flatMap((optimizer, i) =>
        optimizer === undefined ? [] : optimizerChecks(optimizer, i, kind),
      ),
    );
  }
  if (model !== undefined && dataset !== undefined && record !== undefined) {
    record.forEach((name, i) => {
      const reason = whyNotRecorded(name, model, dataset.testFraction);
      if (reason !== null) issues.push(remarkAt(['record', i], `${name} ${reason}`));
    });
  }
  if (
    selection === 'median' &&
    optimizers !== undefined &&
    !optimizers.some((optimizer) => optimizer === undefined || isSearched(optimizer))
  ) {
    issues.push(
      remarkAt('selection', '"median" chooses among the cells of a grid; no optimizer has a range'),
    );
  }
  if (model !== undefined && 'informationMatrixTest' in parts && parts.informationMatrixTest === true) {
    issues.push(...informationMatrixChecks(model));
  }
  if (kind === 'consistency' && dataset !== undefined && !('synthetic' in dataset)) {
    issues.push(
      remarkAt('dataset', 'consistency draws fresh data of growing size, so it needs {"synthetic": ...}'),
    );
  }
  if (
    dataset !== undefined &&
    'synthetic' in dataset &&
    dataset.d !== 2 &&
    !dataset.synthetic.startsWith('gaussian') &&
    dataset.synthetic !== 'teacher-mlp'
  ) {
    issues.push(remarkAt('dataset.d', `${dataset.synthetic} has a fixed number of features`));
  }
  if ((kind === 'vector-field' || kind === 'quadratic') && model?.kind === 'mlp') {
    issues.push(remarkAt('model.kind', `${kind} needs a model with two parameters; an mlp has more`));
  }
  return issues;
}

/** The test is of the likelihood of a linear predictor, at its maximum. */
function informationMatrixChecks(model: ModelSpec): Issue[] {
  if (model.kind === 'mlp') {
    return [remarkAt('informationMatrixTest', 'is for linear predictors, not for an mlp')];
  }
  return model.l2 > 0
    ? [
        remarkAt(
          'informationMatrixTest',
          'needs model.l2 = 0: a penalty moves the minimum off the maximum of the likelihood',
        ),
      ]
    : [];
}

function duplicateIds(ids: readonly unknown[]): Issue[] {
  const seen = new Set<string>();
  const issues: Issue[] = [];
  ids.forEach((id, i) => {
    if (typeof id !== 'string' || id === '') return;
    if (seen.has(id)) issues.push(remarkAt(['optimizers', i, 'id'], `"${id}" is used twice; ids are unique`));
    seen.add(id);
  });
  return issues;
}

/** A search keeps a place for each of its cells. */
const mostCells = 10_000_000;

/** How many numbers stand for a step size or damping. */
function sizeOf(value: unknown): number {
  if (!isRange(value)) return 1;
  return 'values' in value ? value.values.length : value.logspace[2];
}

function optimizerChecks(optimizer: OptimizerSpec, index: number, kind: ExperimentKind): Issue[] {
  const at = (key: string) => ['optimizers', index, key];
  const issues: Issue[] = [];
  const options = optimizer as Readonly<Record<string, unknown>>;
  if (kind !== 'compare' && isSearched(optimizer)) {
    const key = isRange(optimizer.stepSize) ? 'stepSize' : 'damping';
    issues.push(remarkAt(at(key), `a range is searched by kind compare only, not by ${kind}`));
  }
  const cells = sizeOf(optimizer.stepSize) * ('damping' in optimizer ? sizeOf(optimizer.damping) : 1);
  if (cells > mostCells) {
    issues.push(
      remarkAt(at('stepSize'), `a grid of ${cells} cells, more than ${mostCells}: take fewer values`),
    );
  }
  if ('dampingRule' in optimizer && optimizer.dampingRule === 'levenberg-marquardt') {
    const start = optimizer.damping;
    const hasZero = isRange(start)
      ? rangeValues(start).includes(0)
      : start === 0 || (typeof start === 'object' && start.relative === 0);
    if (hasZero)
      issues.push(
        remarkAt(at('damping'), 'Levenberg-Marquardt multiplies the damping, so it must start above 0'),
      );
  }
  if ('structure' in optimizer) {
    const reason = whyNotStructure(optimizer);
    if (reason !== null)
      issues.push(
        remarkAt(at('structure'), `${optimizer.structure} does not work with ${optimizer.kind}: ${reason}`),
      );
  }
  if (kind === 'vector-field' && typeof options['batchSize'] === 'number') {
    issues.push(remarkAt(at('batchSize'), 'a vector field is of the full batch'));
  }
  if (kind === 'vector-field') issues.push(...stepOptionsInField(options, index));
  const shape = optionsOf(optimizer.kind);
  for (const { option, applies, condition } of conditionalOptions) {
    if (!(option in options) || !(option in shape) || applies(options)) continue;
    if (optimizer.kind === 'rmsprop' && option === 'decay') continue;
    const usual = shape[option]!.safeParse(undefined);
    if (usual.success && usual.data !== options[option]) {
      issues.push(remarkAt(at(option), `has an effect only where ${condition}`));
    }
  }
  return issues;
}

/** A vector field shows directions at fixed points: what only acts from step to step has no effect there. */
function stepOptionsInField(options: Readonly<Record<string, unknown>>, index: number): Issue[] {
  const inert = { schedule: 'constant', dampingRule: 'fixed', rejectSteps: false, lineSearch: 'none' };
  return Object.entries(inert).flatMap(([key, value]) =>
    key in options && options[key] !== value
      ? [remarkAt(['optimizers', index, key], 'has no effect in a vector field, which takes no steps')]
      : [],
  );
}

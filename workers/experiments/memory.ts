/** How much memory an experiment takes, so that one beyond the machine is refused before it starts. */

import type { DataFacts, ResolvedExperiment } from '#contract/resolve-experiment.ts';
import { LabError } from '#contract/errors.ts';
import { outputCount, parameterCount } from '#contract/model.ts';
import type { Design, Problem } from '../data/problem.ts';
import { featureProductLimit } from './batched/lane-design.ts';

export interface MemoryEstimate {
  /** Bytes of the data, in shared memory once whatever the threads. */
  readonly data: number;
  /** Bytes that one thread needs beside them. */
  readonly thread: number;
  /** The largest part of `thread`, in words. */
  readonly largest: string;
}

const double = 8;

/** An upper estimate, right to about a factor of two. */
export function memoryEstimate(
  experiment: ResolvedExperiment,
  facts: DataFacts,
  problem: Problem | null,
): MemoryEstimate {
  const D = parameterCount(experiment.model, facts.columns, facts.classes);
  const M = outputCount(experiment.model, facts.classes);
  const data =
    problem === null ? 0 : designBytes(problem.train.design) + designBytes(problem.test?.design ?? null);
  const parts: [string, number][] = [
    // Outputs, residuals, losses, weights (M x M in chunks), a product and its tangent.
    [`outputs of ${facts.rows} rows`, 8 * facts.rows * M * double],
    // The packed copy of the data, up to its limit (a perceptron has a plain one too), and the constant products of a
    // grid search.
    [
      'packed data',
      (experiment.model.kind === 'mlp' ? 2 : 1) * Math.min(data, featureProductLimit) +
        (isGrid(experiment) ? featureProductLimit : 0),
    ],
  ];
  if (needsMatrix(experiment)) {
    // The matrix, its factor, the sum while it is formed, and the packed form of either.
    parts.push([`dense matrices of ${D} x ${D}`, 5 * D * D * double]);
  }
  if ('iterations' in experiment) {
    const { iterations, record } = experiment;
    parts.push(['recorded series', (record?.length ?? 0) * iterations * 2 * double]);
    if (record?.includes('theta') === true) {
      parts.push([`the path of ${iterations} states of ${D} parameters`, 2 * iterations * D * double]);
    }
  }
  const largest = parts.reduce((most, part) => (part[1] > most[1] ? part : most))[0];
  return { data, thread: parts.reduce((sum, [, bytes]) => sum + bytes, 0), largest };
}

function designBytes(design: Design | null): number {
  if (design === null) return 0;
  const index = design.kind === 'sparse' ? design.columnIndex.byteLength + design.rowStart.byteLength : 0;
  return design.values.byteLength + index;
}

function isGrid(experiment: ResolvedExperiment): boolean {
  return (
    experiment.kind === 'compare' &&
    experiment.optimizers.some(({ stepSize }) => typeof stepSize === 'object')
  );
}

/** Whether anything in the experiment stores a D x D matrix. */
function needsMatrix(experiment: ResolvedExperiment): boolean {
  if (!('optimizers' in experiment)) return true;
  const { optimizers } = experiment;
  return optimizers.some((optimizer) => {
    if ('structure' in optimizer) return optimizer.structure === 'full' || optimizer.structure === 'ekfac';
    return optimizer.kind === 'online-ng' || optimizer.kind === 'variance-adapted';
  });
}

/**
 * Throws a LabError `too-large` with the estimate when an experiment cannot fit even on one thread.
 * @param machine bytes of memory of the machine
 */
export function refuseOversized(estimate: MemoryEstimate, machine: number): void {
  const needed = estimate.data + estimate.thread;
  if (needed <= machine) return;
  throw new LabError(
    'too-large',
    `the experiment needs about ${gibibytes(needed)} of memory (most of it for ${estimate.largest}), and this ` +
      `machine has ${gibibytes(machine)}; take fewer rows (dataset.rows), record less, or a structure that stores ` +
      'no full matrix (diagonal, low-rank, matrix-free)',
  );
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toPrecision(3)} GiB`;
}

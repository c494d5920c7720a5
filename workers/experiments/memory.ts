/** How much memory an experiment takes, so that one beyond the machine is refused before it starts. */

import type { DataFacts, ResolvedExperiment } from '#contract/resolve-experiment.ts';
import { LabError } from '#contract/errors.ts';
import { outputCount, parameterCount, type ModelSpec } from '#contract/model.ts';
import { isSearched } from '#contract/optimizers.ts';
import type { Design, Problem } from '../data/problem.ts';
import { gibibytes } from '../data/size.ts';
import { featureProductLimit } from './batched/lane-design.ts';
import { largestFull } from './analysis-limits.ts';
import { cellCount, gridOf } from './grid.ts';
import { runSlots } from './slots.ts';

export interface MemoryEstimate {
  /** Bytes of the data, in shared memory once whatever the threads. */
  readonly data: number;
  /** Bytes that one thread needs beside them. */
  readonly thread: number;
  /** The largest part of `thread`, in words. */
  readonly largest: string;
}

const double = 8;
/** A matrix, its factor, the sum while it is formed, and the packed form of either. */
const copies = 5;
/** Parameters, gradient, direction, an optimizer's moments, the best state and what is sent to the main thread. */
const vectors = 12;
/** A cell of a grid as an object, and as a row of the store that is being written. */
const cellBytes = 400;
/** A state of a flow as a pair of numbers, and as text of the results file. */
const flowBytes = 120;

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
        (gridCells(experiment) > 0 ? featureProductLimit : 0),
    ],
  ];
  parts.push([`vectors of ${D} parameters`, vectors * D * double]);
  parts.push(matrixPart(experiment, facts, D, M));
  const cells = gridCells(experiment);
  parts.push([`${cells} cells of a grid`, cells * cellBytes]);
  if (experiment.kind === 'consistency') {
    const rows = Math.max(...experiment.sizes);
    // The draw, its transpose while it is drawn, and what a sample of so many rows needs.
    parts.push([`samples of ${rows} rows`, rows * (3 * facts.columns + 8 * M) * double]);
  }
  if (experiment.kind === 'vector-field' && experiment.flow !== null) {
    const { steps, starts } = experiment.flow;
    const paths = starts.length * experiment.optimizers.length;
    parts.push([`${paths} flows of ${steps} steps`, paths * steps * flowBytes]);
  }
  if ('iterations' in experiment) {
    const { iterations, record } = experiment;
    const runs = runSlots(experiment).length;
    // A run sends its series on while it grows them; all runs are together when the results are written.
    parts.push([`series of ${runs} runs`, (record?.length ?? 0) * iterations * (runs + 1) * double]);
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

/** The matrices that the dearest optimizer (or another kind of experiment) stores: in words, and their bytes. */
function matrixPart(
  experiment: ResolvedExperiment,
  facts: DataFacts,
  D: number,
  M: number,
): [string, number] {
  if (!('optimizers' in experiment)) {
    // Beyond that an analysis takes diagonals and products instead.
    return experiment.kind === 'curvature' && D > largestFull ? noMatrix : squares([D]);
  }
  const layers = layersOf(experiment.model, facts, M);
  const parts = experiment.optimizers.map((optimizer): [string, number] => {
    switch ('structure' in optimizer ? optimizer.structure : null) {
      case 'full':
        return squares([D]);
      case 'block':
        return squares(layers.map(({ width, outputs }) => width * outputs));
      case 'kronecker':
      case 'ekfac':
        return squares(layers.flatMap(({ width, outputs }) => [width, outputs]));
      case 'low-rank': {
        const rank = facts.rows * M;
        if (rank >= D) return squares([D]);
        return [`${rank} gradients of ${D} parameters`, (2 * rank * D + copies * rank * rank) * double];
      }
      default:
        return optimizer.kind === 'online-ng' || optimizer.kind === 'variance-adapted'
          ? squares([D])
          : noMatrix;
    }
  });
  return parts.reduce((most, part) => (part[1] > most[1] ? part : most), noMatrix);
}

const noMatrix: [string, number] = ['no matrix', 0];

/** Matrices of these sides, all there at once with their factors, and what the largest is formed and packed in. */
function squares(sides: readonly number[]): [string, number] {
  const largest = Math.max(...sides);
  const stored = sides.reduce((sum, side) => sum + 2 * side * side, 0);
  return [`dense matrices of ${largest} x ${largest}`, (stored + (copies - 2) * largest * largest) * double];
}

/** Inputs (one for the bias) and outputs of each layer. */
function layersOf(model: ModelSpec, { columns }: DataFacts, M: number) {
  if (model.kind !== 'mlp') return [{ width: columns, outputs: M }];
  const widths = [columns, ...model.hidden, M];
  return widths.slice(1).map((outputs, l) => ({ width: widths[l]! + 1, outputs }));
}

function gridCells(experiment: ResolvedExperiment): number {
  if (experiment.kind !== 'compare') return 0;
  return experiment.optimizers.reduce(
    (sum, optimizer) => sum + (isSearched(optimizer) ? cellCount(gridOf(optimizer)) : 0),
    0,
  );
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
      `machine has ${gibibytes(machine)}; take fewer rows, repeats or grid cells, record less, or a structure that ` +
      'stores less (diagonal, matrix-free)',
  );
}

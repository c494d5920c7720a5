/** Kind curvature: every matrix of math.md section 3 at one point, and what the paper says about them. */

import { LabError } from '#contract/errors.ts';
import type { ResolvedExperiment } from '#contract/resolve-experiment.ts';
import type { CurvatureResult, Minimum } from '#contract/results.ts';
import { admissibleSplits } from '../curvature/admissible-splits.ts';
import { curvatureFor, type CurvatureOptions } from '../curvature/curvature-for.ts';
import { SingularMatrixError } from '../curvature/curvature.ts';
import { informationMatrixTest } from '../curvature/information-matrix-test.ts';
import { empiricalSplit, proposition1, proposition2 } from '../curvature/propositions.ts';
import {
  diagonalAdaptation,
  fullAdaptation,
  miniBatchFactor,
  scalarAdaptation,
  secondMomentSolve,
} from '../curvature/variance-adaptation.ts';
import type { Problem } from '../data/problem.ts';
import { toRows } from '../linalg/dense.ts';
import { generalizedEigenvalues, symmetricEigenvalues } from '../linalg/eigen.ts';
import { extremeEigenvalues } from '../linalg/lanczos.ts';
import { cosine, norm } from '../linalg/vector.ts';
import { createObjective } from '../models/create-objective.ts';
import type { Objective } from '../models/objective.ts';
import { RandomStream } from '../random.ts';
import { largestDense, largestFull } from './analysis-limits.ts';
import { jointFisherOf } from './fresh-fisher.ts';
import { Stages, unwatched, type Tick, type Watch } from './stages.ts';
import { startPoint } from './start.ts';

type Experiment = Extract<ResolvedExperiment, { kind: 'curvature' }>;

/** Proposition 2 needs one Lanczos run an output and row: left out (NaN) above this product of N, M and D. */
const largestProposition2 = 1e8;
/** Data sets drawn for the bootstrap of the information-matrix test. */
const bootstrapDraws = 999;

/**
 * @param minimum theta* with its status, where `at` or `start` needs it; else null
 * Beyond 500 parameters `dense` is false: matrices are their diagonals (one row), eigenvalues the smallest and the
 * largest (Lanczos), and full variance adaptation and generalized eigenvalues are left empty.
 * @throws LabError `not-available` where the minimum is needed and there is none, `cancelled` when the watch says so
 */
export function analyseCurvature(
  experiment: Experiment,
  problem: Problem,
  minimum: Minimum | null,
  watch: Watch = unwatched,
): CurvatureResult {
  const objective = createObjective(experiment.model, problem.train, problem.classes, experiment.scaling);
  const theta = pointOf(experiment, objective, minimum);
  const d = objective.dimension;
  const dense = d <= largestDense;
  const gradient = new Float64Array(d);
  const loss = objective.gradient(theta, gradient);

  const matrix = (options: CurvatureOptions) =>
    curvatureFor(objective, theta, { ...options, structure: dense ? 'full' : 'diagonal' });
  const entries = dense ? 'full' : 'diagonal';
  const asRows = (values: Float64Array) => (dense ? toRows(values, d, d) : [Array.from(values)]);
  const rows = (options: CurvatureOptions) =>
    asRows(dense ? matrix(options).toDense() : matrix(options).diagonal());
  const stages = new Stages(watch, totalWeight(experiment));
  const stage = <T>(compute: (tick: Tick) => T) => stages.run(1, compute);
  const fisher = stage(() => rows({ matrix: 'fisher' }));
  const empiricalFisher = stage(() => rows({ matrix: 'empirical-fisher' }));
  const hessian = stage(() => rows({ matrix: 'hessian' }));
  const joint = stage(() => jointFisherOf(experiment, objective, theta, problem.classes, dense));
  return {
    theta: Array.from(theta),
    loss,
    gradient: Array.from(gradient),
    dense,
    fisher,
    empiricalFisher,
    monteCarloFisher: stage(() =>
      rows({
        matrix: 'fisher',
        fisher: 'monte-carlo',
        samples: experiment.monteCarloSamples,
        random: new RandomStream(experiment.seed, 'labels'),
      }),
    ),
    modeLabelFisher: stage(() => rows({ matrix: 'fisher', fisher: 'mode-label' })),
    ...(joint === null ? {} : { jointFisher: joint }),
    hessian,
    // The canonical split's formula is the Fisher's (Prop. 1 checks it against the definition), the trivial one's
    // the Hessian's; the EF split is computed by its own, so that footnote 3 can be seen.
    ggn: {
      canonical: fisher,
      trivial: hessian,
      empirical: stage(() => asRows(empiricalSplit(objective, theta, entries))),
    },
    covariance: stage(() => rows({ matrix: 'covariance' })),
    eigenvalues: {
      fisher: stage(() => spectrum(objective, theta, { matrix: 'fisher' })),
      empiricalFisher: stage(() => spectrum(objective, theta, { matrix: 'empirical-fisher' })),
      hessian: stage(() => spectrum(objective, theta, { matrix: 'hessian' })),
    },
    generalizedEigenvalues: stage(() =>
      dense
        ? Array.from(
            generalizedEigenvalues(
              matrix({ matrix: 'empirical-fisher' }).toDense(),
              matrix({ matrix: 'fisher' }).toDense(),
              d,
            ),
          )
        : [],
    ),
    relativeDifference: stage(() => relativeDifference(objective, theta)),
    ...stage(() => directionsOf(objective, theta, gradient, experiment.damping)),
    proposition1: stage(() => ({ maxAbsError: proposition1(objective, theta, entries) })),
    proposition2: stages.run(longWeight, (tick) => bound(objective, theta, tick)),
    admissibleSplits: admissibleSplits(objective),
    varianceAdaptation: stage(() => adaptation(experiment, objective, theta, gradient, dense)),
    ...(experiment.structures
      ? { structures: stages.run(longWeight, (tick) => structures(objective, theta, dense, tick)) }
      : {}),
    ...(experiment.informationMatrixTest
      ? {
          informationMatrixTest: stages.run(longWeight, (tick) =>
            informationMatrixTest(objective, { bootstrap: bootstrapDraws, seed: experiment.seed, tick }),
          ),
        }
      : {}),
  };
}

/** Stages that count as one each, and the weight of each that may take much longer. */
const shortStages = 15;
const longWeight = 6;

function totalWeight({ structures, informationMatrixTest }: Experiment): number {
  return shortStages + longWeight * (1 + Number(structures) + Number(informationMatrixTest));
}

/** theta at which everything is computed. */
function pointOf(experiment: Experiment, objective: Objective, minimum: Minimum | null): Float64Array {
  const { at, start, seed } = experiment;
  const needsMinimum = at.kind === 'minimum' || (at.kind === 'start' && start.kind === 'minimum');
  if (needsMinimum && (minimum === null || minimum.status === 'none')) {
    throw new LabError('not-available', `at: needs the minimum, and there is none: ${minimum?.reason ?? ''}`);
  }
  switch (at.kind) {
    case 'minimum':
      return Float64Array.from(minimum!.theta);
    case 'values':
      return Float64Array.from(at.values);
    case 'start':
      return startPoint(start, {
        dimension: objective.dimension,
        layers: objective.layers,
        seed,
        minimum: needsMinimum ? Float64Array.from(minimum!.theta) : null,
      });
  }
}

/** All eigenvalues ascending, or the smallest and the largest. */
function spectrum(objective: Objective, theta: Float64Array, options: CurvatureOptions): number[] {
  const d = objective.dimension;
  if (d <= largestDense) {
    return Array.from(symmetricEigenvalues(curvatureFor(objective, theta, options).toDense(), d));
  }
  const matrix = curvatureFor(objective, theta, { ...options, structure: 'matrix-free' });
  const multiply = (v: Float64Array, out: Float64Array) => matrix.multiply(v, out);
  const { smallest, largest } = extremeEigenvalues(multiply, d, new RandomStream(0, 'lanczos'));
  return [smallest, largest];
}

/** |EF - F|_F/|F|_F of the data terms; NaN beyond 2000 parameters. */
function relativeDifference(objective: Objective, theta: Float64Array): number {
  if (objective.dimension > largestFull) return Number.NaN;
  const fisher = curvatureFor(objective, theta, { matrix: 'fisher', penalty: 0 }).toDense();
  const empirical = curvatureFor(objective, theta, { matrix: 'empirical-fisher' }).toDense();
  for (let i = 0; i < fisher.length; i++) empirical[i]! -= fisher[i]!;
  return norm(empirical) / norm(fisher);
}

/** Gradient and the two preconditioned gradients (NaN where no damping makes the matrix invertible). */
function directionsOf(objective: Objective, theta: Float64Array, gradient: Float64Array, damping: number) {
  const full = objective.dimension <= largestFull;
  const solve = (options: CurvatureOptions) => {
    const matrix = curvatureFor(objective, theta, {
      ...options,
      ...(full ? {} : { structure: 'matrix-free', cgIterations: 1000 }),
    });
    const direction = new Float64Array(objective.dimension);
    try {
      return { direction, damping: matrix.solve(gradient, damping, direction).damping };
    } catch (error) {
      if (!(error instanceof SingularMatrixError)) throw error;
      return { direction: direction.fill(Number.NaN), damping: Number.NaN };
    }
  };
  const natural = solve({ matrix: 'fisher' });
  const empirical = solve({ matrix: 'empirical-fisher', penalty: objective.l2 });
  return {
    directions: {
      gradient: Array.from(gradient),
      naturalGradient: Array.from(natural.direction),
      empiricalNaturalGradient: Array.from(empirical.direction),
    },
    directionDamping: { naturalGradient: natural.damping, empiricalNaturalGradient: empirical.damping },
    cosine: cosine(natural.direction, empirical.direction),
  };
}

function bound(objective: Objective, theta: Float64Array, tick: Tick): CurvatureResult['proposition2'] {
  const { rows, outputs, dimension, linear } = objective;
  if (!linear && rows * outputs * dimension > largestProposition2) {
    return { left: Number.NaN, right: Number.NaN, beta: Number.NaN };
  }
  const { left, right, beta } = proposition2(objective, theta, tick);
  return { left, right, beta };
}

function adaptation(
  { batchSize, replacement }: Experiment,
  objective: Objective,
  theta: Float64Array,
  gradient: Float64Array,
  dense: boolean,
): CurvatureResult['varianceAdaptation'] {
  const d = objective.dimension;
  const sigma = curvatureFor(objective, theta, {
    matrix: 'covariance',
    structure: dense ? 'full' : 'diagonal',
  });
  const factor = miniBatchFactor(batchSize, objective.rows, replacement);
  const variance = sigma.diagonal().map((entry) => factor * entry);
  const factors = {
    batchSize,
    replacement,
    scalar: scalarAdaptation(gradient, factor * sigma.trace()),
    diagonal: Array.from(diagonalAdaptation(gradient, variance)),
  };
  if (!dense) return { ...factors, full: [], fullOptimal: [] };
  const ofBatch = sigma.toDense().map((entry) => factor * entry);
  const { full, fullOptimal } = fullAdaptation(gradient, secondMomentSolve(gradient, ofBatch));
  return { ...factors, full: toRows(full, d, d), fullOptimal: toRows(fullOptimal, d, d) };
}

/** Each structure of both Fishers, in parameter order. */
function structures(
  objective: Objective,
  theta: Float64Array,
  dense: boolean,
  tick: Tick,
): NonNullable<CurvatureResult['structures']> {
  const d = objective.dimension;
  let done = 0;
  const of = (matrix: 'fisher' | 'empirical-fisher') => {
    const rows = (structure: 'diagonal' | 'block' | 'kronecker' | 'ekfac') => {
      tick(done++ / 8);
      const built = curvatureFor(objective, theta, { matrix, structure });
      return dense ? toRows(built.toDense(), d, d) : [Array.from(built.diagonal())];
    };
    return {
      diagonal: rows('diagonal'),
      // The diagonal of the blocks is the diagonal, and blocks of thousands of parameters are not worth forming.
      block: rows(dense ? 'block' : 'diagonal'),
      kronecker: rows('kronecker'),
      ekfac: rows('ekfac'),
    };
  };
  return { fisher: of('fisher'), empiricalFisher: of('empirical-fisher') };
}

/** results.json and its parts. State series have iterations + 1 entries, step series iterations entries. */

import { z } from 'zod';
import { datasetSummarySchema } from './dataset.ts';
import { experimentSchema } from './experiment.ts';
import { flag, list, oneOf, text, whole } from './leaves.ts';
import { anyNumber } from './numbers.ts';

const vector = z.array(anyNumber);
const matrix = z.array(vector);

export const runStatuses = ['completed', 'diverged', 'failed', 'cancelled', 'interrupted'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** Something a run did that its numbers alone do not show. */
export const runEventSchema = z.looseObject({
  iteration: whole(0),
  kind: oneOf([
    'damping-raised',
    'damping-above-largest-eigenvalue',
    'cosine-undefined',
    'step-rejected',
    'line-search-failed',
    'cg-not-converged',
    'failed',
  ]),
  message: text(),
});
export type RunEvent = z.infer<typeof runEventSchema>;

const runSchema = z.object({
  optimizer: text(),
  kind: text(),
  repeat: whole(0),
  stepSize: anyNumber,
  damping: anyNumber.nullable(),
  status: oneOf(runStatuses),
  stoppedBy: text().nullable(),
  iterations: whole(0),
  finalLoss: anyNumber,
  bestLoss: anyNumber,
  series: z.record(text(), vector),
  theta: vector,
  /** With "theta" in `record`: one parameter vector a state. */
  path: matrix.optional(),
  events: list(runEventSchema, 'events'),
  seconds: anyNumber,
  /** Why, for status failed. */
  reason: text().optional(),
  /** Kind starting-points: the run began at factor x theta*. */
  factor: anyNumber.optional(),
});
export type RunResult = z.infer<typeof runSchema>;

export const bestSchema = z.record(
  text(),
  z.object({ run: whole(0), stepSize: anyNumber, damping: anyNumber.nullable(), tied: whole(0) }),
);
export type Best = z.infer<typeof bestSchema>;

export const minimumSchema = z.object({
  status: oneOf(['found', 'not-unique', 'none']),
  loss: anyNumber,
  theta: vector,
  reason: text(),
});
export type Minimum = z.infer<typeof minimumSchema>;

export const environmentSchema = z.object({
  app: text(),
  node: text(),
  platform: text(),
  cpu: text(),
  threads: whole(1),
  kernel: text(),
});
export type Environment = z.infer<typeof environmentSchema>;

/** One cell of a grid; a row of grid.csv. */
export interface GridCell {
  readonly optimizer: string;
  readonly stepSize: number;
  readonly damping: number | null;
  readonly status: RunStatus;
  readonly iterations: number;
  readonly finalLoss: number;
  readonly bestLoss: number;
  readonly tied: boolean;
  /** null: not tested. */
  readonly fragile: boolean | null;
  readonly dampingRaised: boolean;
}

// ---- the extra parts of each kind --------------------------------------------------------------------------

const structuresSchema = z.object({ diagonal: matrix, block: matrix, kronecker: matrix, ekfac: matrix });

const informationMatrixTestSchema = z.object({
  statistic: anyNumber,
  degreesOfFreedom: whole(0),
  pValue: anyNumber,
  bootstrapPValue: anyNumber.nullable(),
  indicators: whole(0),
  form: text(),
});

const splits = <T extends z.ZodType>(item: T) =>
  z.object({ canonical: item, trivial: item, empirical: item });

/** Definition 1's verdict on a split. */
const admissibleSchema = z.object({
  admissible: oneOf(['yes', 'in the limit', 'no']),
  reason: text(),
});

export const curvatureSchema = z.object({
  theta: vector,
  loss: anyNumber,
  gradient: vector,
  /** Dense up to D = 500; above that the matrices are their diagonals (one row) and `dense` is false. */
  dense: flag(),
  fisher: matrix,
  empiricalFisher: matrix,
  monteCarloFisher: matrix,
  modeLabelFisher: matrix,
  /** Synthetic data: the Fisher of the joint p(x, y), Eq. 5, by so many fresh rows from the generator. */
  jointFisher: z.object({ draws: whole(1), matrix }).optional(),
  hessian: matrix,
  ggn: splits(matrix),
  covariance: matrix,
  eigenvalues: z.object({ fisher: vector, empiricalFisher: vector, hessian: vector }),
  generalizedEigenvalues: vector,
  relativeDifference: anyNumber,
  directions: z.object({ gradient: vector, naturalGradient: vector, empiricalNaturalGradient: vector }),
  /** lambda of the two solves, raises included. */
  directionDamping: z.object({ naturalGradient: anyNumber, empiricalNaturalGradient: anyNumber }).optional(),
  cosine: anyNumber,
  proposition1: z.object({ maxAbsError: anyNumber }),
  proposition2: z.object({ left: anyNumber, right: anyNumber, beta: anyNumber }),
  admissibleSplits: splits(admissibleSchema),
  varianceAdaptation: z.object({
    batchSize: whole(1),
    replacement: flag(),
    scalar: anyNumber,
    diagonal: vector,
    full: matrix,
    fullOptimal: matrix,
  }),
  structures: z.object({ fisher: structuresSchema, empiricalFisher: structuresSchema }).optional(),
  informationMatrixTest: informationMatrixTestSchema.optional(),
});
export type CurvatureResult = z.infer<typeof curvatureSchema>;

export const vectorFieldSchema = z.object({
  x: vector,
  y: vector,
  /** Rows run over y, entries over x. */
  loss: matrix,
  fields: z.record(text(), z.object({ u: matrix, v: matrix })),
  flows: z.record(text(), z.array(z.object({ start: vector, path: matrix }))),
  minimum: vector.nullable(),
});
export type VectorFieldResult = z.infer<typeof vectorFieldSchema>;

export const quadraticSchema = z.object({
  minimum: vector,
  x: vector,
  y: vector,
  loss: matrix,
  matrices: z.object({ fisher: matrix, empiricalFisher: matrix, hessian: matrix }),
  ellipses: z.object({ fisher: matrix, empiricalFisher: matrix, hessian: matrix }),
  radius: anyNumber,
  accuracy: anyNumber.nullable(),
  generalizedEigenvalues: vector,
});
export type QuadraticResult = z.infer<typeof quadraticSchema>;

export const consistencySchema = z.object({ sizes: vector, relativeDifference: matrix, slope: anyNumber });
export type ConsistencyResult = z.infer<typeof consistencySchema>;

export const resultsSchema = z.object({
  version: z.literal(1),
  spec: experimentSchema,
  environment: environmentSchema,
  dataset: datasetSummarySchema,
  runs: list(runSchema, 'runs'),
  best: bestSchema,
  minimum: minimumSchema.nullable(),
  curvature: curvatureSchema.optional(),
  vectorField: vectorFieldSchema.optional(),
  quadratic: quadraticSchema.optional(),
  consistency: consistencySchema.optional(),
});
export type Results = z.infer<typeof resultsSchema>;

/** A problem of two parameters looked at live: the loss, the fields, where runs go from a point, the matrices at one. */

import { z } from 'zod';
import { flag, list, number, object, oneOf, text, whole } from '../leaves.ts';
import { anyNumber } from '../numbers.ts';
import { minimumSchema, runStatuses } from '../results.ts';
import { float64Array } from './define.ts';

/** What the arrows of a field are minus: g, (F + lambda I)^-1 g, (EF + lambda I)^-1 g. */
export const planeFieldNames = ['gradient', 'naturalGradient', 'empiricalNaturalGradient'] as const;
export type PlaneFieldName = (typeof planeFieldNames)[number];

export const planeMatrixNames = ['fisher', 'empiricalFisher', 'hessian'] as const;
export type PlaneMatrixName = (typeof planeMatrixNames)[number];

const vector = z.array(anyNumber);
const matrix = z.array(vector);
const point = z.tuple([number(), number()], { error: '[x, y]' });
const interval = z
  .tuple([number(), number()], { error: '[minimum, maximum]' })
  .refine(([low, high]) => low < high, { error: '[minimum, maximum] with minimum < maximum' });

export const planeRequestSchema = object({
  /** Of kind compare, vector-field or quadratic, its model with two parameters. */
  spec: z.unknown(),
  /** null: around the start, the minimum and the paths. */
  bounds: z.tuple([interval, interval]).nullable(),
  density: whole(3, 100),
  /** Where the runs start; null: as the experiment says. */
  start: point.nullable(),
  /** Where the matrices are wanted; null: nowhere. */
  at: point.nullable(),
  /** Whether the loss, the fields and the minimum are wanted. */
  surface: flag(),
  /** Steps a path may have at most: what a moving pointer has no time for is left out. */
  longest: whole(1, 10_000_000),
});
export type PlaneRequest = z.infer<typeof planeRequestSchema>;

const planePathSchema = z.object({
  optimizer: text(),
  kind: text(),
  status: oneOf(runStatuses),
  /** (x, y) of one state after another, the start first. */
  points: float64Array,
  /** States from one point to the next: paths of many steps are thinned, the last one kept. */
  every: whole(1),
});
export type PlanePath = z.infer<typeof planePathSchema>;

const fieldSchema = z.object({ u: matrix, v: matrix });

const planeSurfaceSchema = z.object({
  x: vector,
  y: vector,
  /** Rows run over y, entries over x. */
  loss: matrix,
  fields: z.object({
    gradient: fieldSchema,
    naturalGradient: fieldSchema,
    empiricalNaturalGradient: fieldSchema,
  }),
  /** lambda of the two preconditioned fields: that of the first such optimizer, else a tiny one. */
  damping: z.object({ naturalGradient: anyNumber, empiricalNaturalGradient: anyNumber }),
  minimum: minimumSchema,
});
export type PlaneSurface = z.infer<typeof planeSurfaceSchema>;

const planePointSchema = z.object({
  theta: vector,
  loss: anyNumber,
  gradient: vector,
  /** Scaled like the loss. */
  matrices: z.object({ fisher: matrix, empiricalFisher: matrix, hessian: matrix }),
});
export type PlanePoint = z.infer<typeof planePointSchema>;

export const planeAnswerSchema = z.object({
  start: vector,
  bounds: z.tuple([vector, vector]),
  paths: list(planePathSchema, 'paths'),
  surface: planeSurfaceSchema.nullable(),
  point: planePointSchema.nullable(),
});
export type PlaneAnswer = z.infer<typeof planeAnswerSchema>;

/** Live what-if: a whole comparison or analysis at once, for sliders. Nothing is queued or stored. */

import { z } from 'zod';
import { list, object, oneOf, text, whole } from '../leaves.ts';
import { curvatureSchema, runStatuses } from '../results.ts';
import { float64Array, method } from './define.ts';
import { planeAnswerSchema, planeRequestSchema } from './plane.ts';

const liveRunSchema = z.object({
  optimizer: text(),
  kind: text(),
  repeat: whole(0),
  stepSize: z.number(),
  damping: z.number().nullable(),
  status: oneOf(runStatuses),
  iterations: whole(0),
  finalLoss: z.any(),
  series: z.record(text(), float64Array),
  theta: float64Array,
  /** With "theta" in `record`: the path, one parameter vector after another. */
  path: float64Array.nullable(),
});
export type LiveRun = Omit<z.infer<typeof liveRunSchema>, 'finalLoss'> & { readonly finalLoss: number };

/** The `curvatureWork` up to which an analysis of curvature follows a slider: a few tenths of a second. */
export const liveCurvatureWork = 1e8;

/**
 * What an analysis costs, in operations about as long as those of a matrix: N D^2 for the matrices, 30 D^3 for their
 * eigenvalues, four times both with the structured approximations; a perceptron's second derivatives, row by row for
 * Proposition 2, take most of its time.
 * @param data N rows and D parameters
 */
export function curvatureWork(
  { n, d }: { readonly n: number; readonly d: number },
  { perceptron, structures }: { readonly perceptron: boolean; readonly structures: boolean },
): number {
  const matrices = n * d ** 2 + 30 * d ** 3;
  return (structures ? 4 : 1) * matrices + (perceptron ? 10_000 * n * d : 0);
}

export const liveMethods = {
  /**
   * Runs a comparison (kind compare, no ranges) on a warm thread of its own. The newest request wins: an older one
   * that has not been answered is refused with 'cancelled'.
   */
  'live.compare': method(
    object({ spec: z.unknown() }),
    z.object({
      runs: list(liveRunSchema as unknown as z.ZodType<LiveRun>, 'runs'),
      /** From the arrival of the request to the answer. */
      milliseconds: z.number(),
    }),
  ),
  /**
   * Analyses curvature at one point (kind curvature), without the information-matrix test. The newest request wins.
   * Refused with 'not-available' beyond `liveCurvatureWork`.
   */
  'live.curvature': method(object({ spec: z.unknown() }), curvatureSchema),
  /** A two-parameter problem; the newest request wins here too. Refused with 'not-available' for other problems. */
  'live.plane': method(planeRequestSchema, planeAnswerSchema),
} as const;

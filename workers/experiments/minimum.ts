/** The minimum of an experiment's loss, with its status (math.md section 5). */

import type { Minimum } from '#contract/results.ts';
import type { Objective } from '../models/objective.ts';
import { minimizeConvex } from './minimum-convex.ts';
import { minimizeNetwork } from './minimum-network.ts';

/**
 * `found`; `not-unique` (the parameters of least norm are given); `none`, with the reason in words. A linear
 * predictor's loss is convex and its minimum does not depend on the start; a network's is a stationary point reached
 * from the start given, and says so.
 * @param start theta (D) to start from
 * @param cancelled asked at every iteration; the search then ends as `none`
 */
export function findMinimum(objective: Objective, start: Float64Array, cancelled: () => boolean): Minimum {
  return objective.linear
    ? minimizeConvex(objective, cancelled)
    : minimizeNetwork(objective, start, cancelled);
}

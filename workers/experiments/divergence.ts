/** When a loss ends a run as diverged. */

/** factor x first loss for a positive first loss; above it by as much for a negative one (Poisson, densities). */
export function divergenceLimit(firstLoss: number, divergenceFactor: number): number {
  return firstLoss + (divergenceFactor - 1) * Math.abs(firstLoss);
}

/** A loss beyond the limit, or one that is not finite. */
export function isDiverged(loss: number, limit: number): boolean {
  return !(loss <= limit && Number.isFinite(loss));
}

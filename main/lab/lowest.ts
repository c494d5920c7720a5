/** The lowest of some numbers, NaN left out; NaN when there is none. */
export function lowest(values: Iterable<number>): number {
  let least = Number.NaN;
  for (const value of values) if (Number.isNaN(least) || value < least) least = value;
  return least;
}

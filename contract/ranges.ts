/** A step size or damping of the file: a number, or a range of numbers to search. */

import { z } from 'zod';
import { list, number, object, whole } from './leaves.ts';

const logspaceSchema = object({
  logspace: z
    .tuple([number(), number(), whole(1, 100_000)], { error: '[first exponent, last exponent, count]' })
    .meta({ description: 'count points spaced evenly in the exponent of 10, both ends included' }),
});
const valuesSchema = (item: z.ZodNumber) => object({ values: list(item, 'a list of numbers, not empty', 1) });
const relativeSchema = object({
  relative: number({ min: 0 }).meta({ description: 'c means c trace(B)/D' }),
});

const positive = number({ above: 0 });
const nonNegative = number({ min: 0 });
export const stepSizeSchema = z.union([positive, logspaceSchema, valuesSchema(positive)], {
  error: 'a number > 0, {"logspace": [first, last, count]} or {"values": [...]}',
});
export const dampingSchema = z.union(
  [nonNegative, relativeSchema, logspaceSchema, valuesSchema(nonNegative)],
  {
    error: 'a number >= 0, {"relative": c}, {"logspace": [first, last, count]} or {"values": [...]}',
  },
);

export type Logspace = z.infer<typeof logspaceSchema>;
export type Range = Logspace | { values: number[] };
/** The damping of one run: lambda itself, or relative to trace(B)/D. */
export type Damping = number | { relative: number };

export function isRange(value: unknown): value is Range {
  return typeof value === 'object' && value !== null && ('logspace' in value || 'values' in value);
}

/** The numbers of a range, ascending as given; a logspace ends exactly on its last exponent. */
export function rangeValues(range: Range): number[] {
  if ('values' in range) return [...range.values];
  const [first, last, count] = range.logspace;
  if (count === 1) return [10 ** first];
  return Array.from(
    { length: count },
    (_, i) => 10 ** (i === count - 1 ? last : first + ((last - first) * i) / (count - 1)),
  );
}

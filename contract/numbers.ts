/** Numbers in JSON that read back exactly, the non-finite ones included (as strings, by the format). */

import { z } from 'zod';

const nonFinite = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
} as const;

/** The JSON form of a number: itself when finite, else "NaN", "Infinity" or "-Infinity". */
export type JsonNumber = number | keyof typeof nonFinite;

/** Schema of a number that may be non-finite in a results file; parses to the number. */
export const anyNumber = z
  .union([
    z.number(),
    z.enum(['NaN', 'Infinity', '-Infinity']),
    z.nan(),
    z.literal(Infinity),
    z.literal(-Infinity),
  ])
  .transform((value): number => (typeof value === 'number' ? value : nonFinite[value]));

function toJsonNumber(value: number): JsonNumber {
  return Number.isFinite(value) ? value : (String(value) as keyof typeof nonFinite);
}

/**
 * JSON text of a value in which numbers survive: shortest round-trip for finite ones, strings for the others,
 * -0 kept as -0, typed arrays as plain arrays.
 */
export function stringifyExact(value: unknown, indent?: number): string {
  const text = JSON.stringify(
    value,
    (_key, item: unknown) => {
      if (typeof item === 'number') return Object.is(item, -0) ? negativeZero : toJsonNumber(item);
      if (ArrayBuffer.isView(item) && !(item instanceof DataView)) {
        return Array.from(item as unknown as ArrayLike<number>);
      }
      return item;
    },
    indent,
  );
  return text.replaceAll(JSON.stringify(negativeZero), '-0');
}

// JSON.stringify writes -0 as 0; the mark is replaced by -0 afterwards (which JSON.parse reads back as -0).
const negativeZero = '\u0001-0\u0001';

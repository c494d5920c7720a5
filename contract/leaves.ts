/**
 * The leaf schemas of the contract. Each carries, as its error text, the phrase that says what is allowed
 * ("a number >= 0"), so that every message of the lab has one form: `path: value is not <phrase>`.
 */

import { z } from 'zod';

/** A finite number with bounds. */
export function number(bounds: { min?: number; above?: number; max?: number; below?: number } = {}) {
  const parts: string[] = [];
  if (bounds.min !== undefined) parts.push(`>= ${bounds.min}`);
  if (bounds.above !== undefined) parts.push(`> ${bounds.above}`);
  if (bounds.max !== undefined) parts.push(`<= ${bounds.max}`);
  if (bounds.below !== undefined) parts.push(`< ${bounds.below}`);
  const error = `a number${parts.length > 0 ? ` ${parts.join(' and ')}` : ''}`;
  let schema = z.number({ error });
  if (bounds.min !== undefined) schema = schema.min(bounds.min, { error });
  if (bounds.above !== undefined) schema = schema.gt(bounds.above, { error });
  if (bounds.max !== undefined) schema = schema.max(bounds.max, { error });
  if (bounds.below !== undefined) schema = schema.lt(bounds.below, { error });
  return schema;
}

/** A whole number with bounds. */
export function whole(min: number, max = Number.MAX_SAFE_INTEGER) {
  const error = `a whole number >= ${min}${max < Number.MAX_SAFE_INTEGER ? ` and <= ${max}` : ''}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** The seed of a random stream. */
export const seed = () => whole(0, 2 ** 32 - 1);

export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, { error: `one of ${values.join(', ')}` });
}

export const flag = () => z.boolean({ error: 'true or false' });

export const text = (what = 'a text') => z.string({ error: what });

export const nonEmptyText = (what = 'a text that is not empty') =>
  z.string({ error: what }).min(1, { error: what });

export function list<T extends z.ZodType>(item: T, what: string, minimum = 0) {
  return z.array(item, { error: what }).min(minimum, { error: what });
}

/** An object with exactly these keys; an unknown key is an error that lists the known ones. */
export function object<T extends z.core.$ZodLooseShape>(shape: T, what = 'an object') {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? known.join(', ') : what),
  });
}

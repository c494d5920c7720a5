/** What an edit leaves as it was: a run depends on its own optimizer and on what is common to all, on no other. */

import type { JsonObject } from './document-path.ts';

/**
 * Positions of the optimizers that differ between two documents; null where anything else differs too, or their
 * number. Parts are compared by identity: an edit copies what it changes and nothing else.
 */
export function changedOptimizers(before: JsonObject, now: JsonObject): number[] | null {
  const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
  keys.delete('optimizers');
  for (const key of keys) if (before[key] !== now[key]) return null;
  const [old, next] = [before['optimizers'], now['optimizers']];
  if (!Array.isArray(old) || !Array.isArray(next) || old.length !== next.length) return null;
  return next.flatMap((optimizer: unknown, i) => (optimizer === old[i] ? [] : [i]));
}

/** The document with the optimizers at these positions alone. */
export function withOptimizers(document: JsonObject, positions: readonly number[]): JsonObject {
  const optimizers = document['optimizers'] as readonly unknown[];
  return { ...document, optimizers: positions.map((i) => optimizers[i]) };
}

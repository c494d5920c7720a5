/** A computed value that stays the same object while it says the same, so that what depends on it stays as it is. */

import { computed, type ComputedRef } from 'vue';

/** For values of plain JSON that are small next to the work that depends on them. */
export function steady<T>(make: () => T): ComputedRef<T> {
  return computed<T>((before) => {
    const now = make();
    return before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;
  });
}

/** A list of which each entry stays the same object while it says the same. */
export function steadyList<T>(make: () => readonly T[]): ComputedRef<readonly T[]> {
  return computed<readonly T[]>((before) => {
    const now = make();
    const kept = now.map((entry, i) => {
      const old = before?.[i];
      return old !== undefined && JSON.stringify(old) === JSON.stringify(entry) ? old : entry;
    });
    return before?.length === kept.length && kept.every((entry, i) => entry === before[i]) ? before : kept;
  });
}

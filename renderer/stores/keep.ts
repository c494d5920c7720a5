/** What survives a reload, in the browser's own storage. Losing it is harmless, so failures are quiet. */

import { ref, watch, type Ref } from 'vue';

const prefix = 'fisher-lab.';

export function readKept(key: string): unknown {
  try {
    const text = localStorage.getItem(prefix + key);
    return text === null ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

export function keep(key: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // The storage is full or forbidden: the page works, it only forgets.
  }
}

/** A ref whose value is kept. `accept` turns what was found into a value, or undefined to start anew. */
export function keptRef<T>(key: string, initial: T, accept: (found: unknown) => T | undefined): Ref<T> {
  const kept = ref(accept(readKept(key)) ?? initial) as Ref<T>;
  watch(kept, (value) => keep(key, value), { deep: true });
  return kept;
}

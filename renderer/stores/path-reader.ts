/** Reads single values of a document that changes as a whole with each edit. */

import { computed, type ComputedRef, type Ref } from 'vue';
import { formatPath } from '#contract/issues.ts';
import { valueAt, type JsonObject, type Path } from './document-path.ts';

/**
 * What reads a value with the function returned is told when that value changes, not at each edit of another: a slider
 * that is dragged would redraw the whole form.
 */
export function pathReader(document: Readonly<Ref<JsonObject>>): (path: Path) => unknown {
  const values = new Map<string, ComputedRef<unknown>>();
  return (path) => {
    const key = formatPath(path);
    let value = values.get(key);
    if (value === undefined) values.set(key, (value = computed(() => valueAt(document.value, path))));
    return value.value;
  };
}

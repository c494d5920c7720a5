/** Undo and redo over whole immutable documents. Edits of one control in quick succession count as one. */

export interface EditHistory<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** What made the last edit and when, to merge a drag into one step. */
  readonly last: { readonly key: string; readonly time: number } | null;
}

const limit = 200;
const mergeMilliseconds = 800;

export function startHistory<T>(present: T): EditHistory<T> {
  return { past: [], present, future: [], last: null };
}

/** Records an edit. With the key of the last edit, and soon after it, the two become one. */
export function recordEdit<T>(
  history: EditHistory<T>,
  present: T,
  key: string,
  time: number,
): EditHistory<T> {
  const merge = key !== '' && history.last?.key === key && time - history.last.time < mergeMilliseconds;
  return {
    past: merge ? history.past : [...history.past, history.present].slice(-limit),
    present,
    future: [],
    last: { key, time },
  };
}

export function undoEdit<T>(history: EditHistory<T>): EditHistory<T> {
  const previous = history.past.at(-1);
  if (previous === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    present: previous,
    future: [history.present, ...history.future],
    last: null,
  };
}

export function redoEdit<T>(history: EditHistory<T>): EditHistory<T> {
  const [next, ...rest] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future: rest, last: null };
}

/** Reading and writing one value of a JSON document by its path, without changing the document given. */

export type Path = readonly (string | number)[];
export type JsonObject = Readonly<Record<string, unknown>>;

export function valueAt(document: unknown, path: Path): unknown {
  let value = document;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** A copy of the document with the value at the path replaced; `undefined` removes the key. */
export function withValueAt<T>(document: T, path: Path, value: unknown): T {
  const [step, ...rest] = path;
  if (step === undefined) return value as T;
  if (Array.isArray(document)) {
    const copy: unknown[] = [...(document as unknown[])];
    copy[step as number] = withValueAt(copy[step as number], rest, value);
    return copy as T;
  }
  const object: Record<string, unknown> =
    typeof document === 'object' && document !== null ? { ...document } : {};
  const next = withValueAt(object[step], rest, value);
  if (next === undefined) {
    const { [step]: _removed, ...kept } = object;
    return kept as T;
  }
  return { ...object, [step]: next } as T;
}

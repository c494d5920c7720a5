/** An experiment document without what the contract fills in by itself: what a stored spec is for the form. */

import { parseExperiment } from '#contract/parse-experiment.ts';
import { valueAt, withValueAt, type JsonObject, type Path } from './document-path.ts';

/** The shortest document that means the same; a document that is not valid comes back as it is. */
export function shortDocument(document: JsonObject): JsonObject {
  const meaning = meaningOf(document);
  if (meaning === null) return document;
  return pathsOf(document).reduce((short, path) => {
    const shorter = withValueAt(short, path, undefined);
    return meaningOf(shorter) === meaning ? shorter : short;
  }, document);
}

/** The experiment as the contract reads it, its keys in the schema's order; null where it cannot. */
function meaningOf(document: JsonObject): string | null {
  const parsed = parseExperiment(document);
  return parsed.ok ? JSON.stringify(parsed.value) : null;
}

/** Keys that may be defaults: those of the document, of its parts and of its optimizers, inner ones first. */
function pathsOf(document: JsonObject): Path[] {
  const keysAt = (path: Path): Path[] => {
    const value = valueAt(document, path);
    if (typeof value !== 'object' || value === null) return [];
    if (Array.isArray(value)) return value.flatMap((_, i) => keysAt([...path, i]));
    return Object.keys(value).map((key) => [...path, key]);
  };
  return Object.keys(document).flatMap((key) => [...keysAt([key]), [key]]);
}

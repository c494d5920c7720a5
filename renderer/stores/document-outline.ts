/**
 * What the form relies on while the contract's schemas still find fault with a document: which of its parts are
 * objects and which are lists. Numbers and names may be anything, they are being typed. A document that comes from
 * outside (a file, a link, the drawer, the browser's storage) is looked at here once.
 */

import type { Issue } from '#contract/errors.ts';
import { issueAt } from '#contract/issues.ts';
import { valueAt, type JsonObject, type Path } from './document-path.ts';

const objects: readonly Path[] = [['dataset'], ['model'], ['start'], ['stop'], ['flow'], ['at']];
const lists: readonly Path[] = [
  ['optimizers'],
  ['record'],
  ['bounds'],
  ['sizes'],
  ['factors'],
  ['model', 'hidden'],
  ['start', 'values'],
  ['at', 'values'],
  ['flow', 'starts'],
];

/** Every part that has another outline than the form expects; none for a document that can be shown. */
export function outlineIssues(document: unknown): Issue[] {
  if (!isObject(document)) return [issueAt('', document, 'an experiment: a JSON object { ... }')];
  const issues: Issue[] = [];
  const expect = (path: Path, holds: (value: unknown) => boolean, allowed: string) => {
    const value = valueAt(document, path);
    const fine = value === undefined || value === null || holds(value);
    if (!fine) issues.push(issueAt(path, value, allowed));
    return fine && value !== undefined && value !== null;
  };
  for (const path of objects) expect(path, isObject, 'an object { ... }');
  for (const path of lists) expect(path, Array.isArray, 'a list [ ... ]');
  elementsOf(document, ['bounds']).forEach((path) => expect(path, Array.isArray, 'a list [ ... ]'));
  for (const path of elementsOf(document, ['optimizers'])) {
    const optimizer = valueAt(document, path);
    if (!isObject(optimizer)) {
      issues.push(issueAt(path, optimizer, 'an object { ... }'));
      continue;
    }
    for (const key of ['stepSize', 'damping']) {
      for (const range of ['logspace', 'values']) {
        expect([...path, key, range], Array.isArray, 'a list [ ... ]');
      }
    }
  }
  return issues;
}

/** Whether the form can show it. */
export function hasOutline(document: unknown): document is JsonObject {
  return outlineIssues(document).length === 0;
}

function elementsOf(document: JsonObject, path: Path): Path[] {
  const list = valueAt(document, path);
  return Array.isArray(list) ? list.map((_, i) => [...path, i]) : [];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** From zod's issues to the sentences of the lab: `path: value is not <what is allowed>`. */

import type { z } from 'zod';
import type { Issue } from './errors.ts';

type Path = readonly PropertyKey[];

/** `optimizers[1].damping` for ['optimizers', 1, 'damping']; keys that are not plain words are quoted. */
export function formatPath(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(String(step))) text += text === '' ? String(step) : `.${String(step)}`;
    else text += `[${JSON.stringify(String(step))}]`;
  }
  return text;
}

/** A value as it is shown in a message: JSON, cut at 60 characters. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  const shown = JSON.stringify(value) ?? String(value);
  return shown.length > 60 ? `${shown.slice(0, 57)}...` : shown;
}

/** One sentence: `path: found is not allowed`, or that the value is missing. */
export function issueAt(path: Path | string, found: unknown, allowed: string): Issue {
  const where = typeof path === 'string' ? path : formatPath(path);
  const prefix = where === '' ? '' : `${where}: `;
  return {
    path: where,
    message:
      found === undefined
        ? `${prefix}missing; it must be ${allowed}`
        : `${prefix}${showValue(found)} is not ${allowed}`,
  };
}

/** An issue in free words, still with its path in front. */
export function remarkAt(path: Path | string, sentence: string): Issue {
  const where = typeof path === 'string' ? path : formatPath(path);
  return { path: where, message: where === '' ? sentence : `${where}: ${sentence}` };
}

/** All issues of a failed parse, in document order, unions resolved to the branch the author meant. */
export function describeIssues(error: z.core.$ZodError, input: unknown, base: Path = []): Issue[] {
  return error.issues.flatMap((issue) => describe(issue, input, base));
}

function describe(issue: z.core.$ZodIssue, input: unknown, base: Path): Issue[] {
  const found = valueAt(input, issue.path);
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(', ');
    return issue.keys.map((key) => {
      const near = nearest(key, known);
      return remarkAt(
        [...path, key],
        `not a key here${near === null ? '' : `; did you mean ${near}?`} (allowed: ${known.join(', ')})`,
      );
    });
  }
  if (issue.code === 'invalid_union') {
    const branch = meantBranch(issue.errors, found);
    if (branch !== null) return branch.flatMap((inner) => describe(inner, found, path));
    if ('discriminator' in issue && typeof issue.discriminator === 'string' && isRecord(found)) {
      return [issueAt([...path, issue.discriminator], found[issue.discriminator], issue.message)];
    }
  }
  // A union of objects tells what its discriminator may be; a word in the object's place is no such kind.
  const wholeMissing = issue.code === 'invalid_type' && issue.expected === 'object';
  const allowed = wholeMissing && issue.message.startsWith('one of ') ? 'an object whose kind is ' : '';
  return [issueAt(path, found, `${allowed}${issue.message}`)];
}

/**
 * The union branch that the author meant: none of its issues says that the value as a whole has the wrong type
 * or that a key is unknown or missing at the top, or failing that the object branch with the fewest issues.
 */
function meantBranch(
  branches: readonly (readonly z.core.$ZodIssue[])[],
  found: unknown,
): readonly z.core.$ZodIssue[] | null {
  const wholeTypeWrong = (branch: readonly z.core.$ZodIssue[]) =>
    branch.some(
      (issue) => issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value'),
    );
  const candidates = branches.filter((branch) => branch.length > 0 && !wholeTypeWrong(branch));
  if (candidates.length === 0) return null;
  const mismatch = (branch: readonly z.core.$ZodIssue[]) =>
    branch.reduce((sum, issue) => {
      if (issue.path.length === 1 && isRecord(found) && !(String(issue.path[0]) in found)) return sum + 100;
      if (issue.path.length === 1 && issue.code === 'invalid_value' && issue.path[0] === 'kind')
        return sum + 100;
      return sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1);
    }, 0);
  return candidates.reduce((best, branch) => (mismatch(branch) < mismatch(best) ? branch : best));
}

function valueAt(input: unknown, path: Path): unknown {
  let value = input;
  for (const step of path) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The known key within an edit distance of 2 (and less than half the word), or null. */
export function nearest(key: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Math.min(3, Math.ceil(key.length / 2));
  for (const candidate of known) {
    const distance = editDistance(key.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      bestDistance = distance;
      best = candidate;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, change));
    }
    previous = current;
  }
  return previous[b.length]!;
}

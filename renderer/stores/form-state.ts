/** How the experiment in the form stands to those whose results are shown; pure. */

import type { JsonObject } from './document-path.ts';

/** The same experiment; the same problem with something changed; or another problem altogether. */
export type FormState = 'same' | 'changed' | 'other';

/** What makes two experiments ones of the same problem. */
const problemKeys = ['kind', 'dataset', 'model'] as const;

/** Both with every default filled in; `form` null while what stands in the form cannot be run. */
export function formStateOf(form: JsonObject | null, shown: readonly JsonObject[]): FormState {
  if (form === null) return 'changed';
  const whole = wholeKey(form);
  if (shown.some((spec) => wholeKey(spec) === whole)) return 'same';
  const problem = problemKey(form);
  return shown.some((spec) => problemKey(spec) === problem) ? 'changed' : 'other';
}

/** A name decides nothing about the results. */
function wholeKey({ name: _, ...rest }: JsonObject): string {
  return JSON.stringify(rest);
}

function problemKey(spec: JsonObject): string {
  return JSON.stringify(problemKeys.map((key) => spec[key]));
}

/** Missing values of an imported file: what may become of them, what became of them, and how that is said. */

import { z } from 'zod';
import { list, oneOf, text, whole } from './leaves.ts';

/** What happens to rows with a missing value. A row without its target is dropped under every policy but refuse. */
export const missingPolicies = ['refuse', 'drop', 'mean', 'median'] as const;
export const missingPolicySchema = oneOf(missingPolicies).meta({
  title: 'Missing values',
  description:
    'refuse: the import fails; drop: rows with one are left out; mean, median: a number is filled in with that of its column, a category with its most common level.',
});
export type MissingPolicy = z.infer<typeof missingPolicySchema>;

/** A column of the file whose missing values were filled in, all with one value. */
export const filledColumnSchema = z.object({
  column: text(),
  /** Names of the features that came of it. */
  features: list(text(), 'names'),
  /** How many of its values were missing in the rows that are kept. */
  cells: whole(1),
  rule: oneOf(['mean', 'median', 'most common level']),
  value: z.union([z.number(), text()]),
});
export type FilledColumn = z.infer<typeof filledColumnSchema>;

/** Of the columns that are imported; a column that is left out is not looked at. */
export const missingOutcomeSchema = z.object({
  policy: missingPolicySchema,
  /** null: imported before this was recorded. */
  outcome: z.object({ rowsDropped: whole(0), filled: list(filledColumnSchema, 'columns') }).nullable(),
});
export type MissingOutcome = z.infer<typeof missingOutcomeSchema>;

/** What was filled in, by the names of the features that came of it: a described feature lacks nothing any more. */
export const fillingByFeature = (filled: readonly FilledColumn[]): ReadonlyMap<string, FilledColumn> =>
  new Map(filled.flatMap((column) => column.features.map((name) => [name, column] as const)));

const namedColumns = 5;
const count = (n: number, one: string, many = `${one}s`) =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

/** "1 of size with its median (11), 7 of colour with its most common level (red)"; of many columns the first few. */
export function filledWords(filled: readonly FilledColumn[]): string {
  const words = filled
    .slice(0, namedColumns)
    .map(
      (column) =>
        `${column.cells.toLocaleString('en')} of ${column.column} with its ${column.rule} (${shown(column.value)})`,
    );
  const others = filled.slice(namedColumns);
  const cells = others.reduce((sum, column) => sum + column.cells, 0);
  const rest =
    others.length === 0 ? [] : [`${cells.toLocaleString('en')} of ${count(others.length, 'more column')}`];
  return [...words, ...rest].join(', ');
}

const shown = (value: number | string) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value);

/** What became of the missing values of a set that is in. */
export function missingWords({ policy, outcome }: MissingOutcome): string {
  if (outcome === null) {
    switch (policy) {
      case 'refuse':
        return 'none in the columns that were imported';
      case 'drop':
        return 'rows with one were dropped; how many was not recorded';
      default:
        return `numbers were filled in with the ${policy}, categories with the most common level; how many was not recorded`;
    }
  }
  const { rowsDropped, filled } = outcome;
  const cells = filled.reduce((sum, column) => sum + column.cells, 0);
  const parts = [
    filled.length > 0 ? `${cells.toLocaleString('en')} filled in: ${filledWords(filled)}` : '',
    rowsDropped > 0
      ? `${count(rowsDropped, 'row')} dropped for ${policy === 'drop' ? 'a missing value' : 'a missing target'}`
      : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'none in the columns that were imported' : parts.join('; ');
}

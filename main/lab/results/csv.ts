/**
 * CSV that reads back exactly and that no spreadsheet takes for a formula. Numbers are written in their shortest
 * form that reads back (NaN, Infinity, -Infinity by name). A text that a spreadsheet would compute (first character
 * = + - @, a tab or a carriage return) gets an apostrophe in front, and so does one that starts with an apostrophe,
 * so that taking one apostrophe away always gives the text back.
 */

export type Field = string | number | boolean | null;

const risky = /^[=+\-@\t\r']/;

export function csvField(value: Field): string {
  if (value === null) return '';
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'boolean') return String(value);
  const safe = risky.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One record with its line end. */
export function csvLine(fields: readonly Field[]): string {
  return `${fields.map(csvField).join(',')}\n`;
}

/** The text that `csvField` was given, from what a CSV reader returns for its field. */
export function textOfField(field: string): string {
  return field.startsWith("'") ? field.slice(1) : field;
}

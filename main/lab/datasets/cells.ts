/** What a cell of a data file may be, and how its text becomes a number. */

/** A text, a number where the format has numbers of its own, or null for a missing value. */
export type Cell = string | number | null;

const missingTexts = new Set(['', 'NA', 'N/A', '#N/A', 'NaN', 'nan', 'NULL', 'null', 'None', '?']);

export const isMissing = (cell: Cell): boolean =>
  cell === null || (typeof cell === 'string' ? missingTexts.has(cell) : Number.isNaN(cell));

const decimalNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const decimalCommaNumber = /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/;

/**
 * The number that a text writes: decimal digits with a point (or a comma) and an exponent. NaN for anything else:
 * hexadecimal, grouped digits, inf, units are texts. 1e999 is Infinity, which the caller refuses.
 */
export function numberOf(text: string, decimalComma: boolean): number {
  if (decimalComma) {
    return decimalCommaNumber.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
  }
  return decimalNumber.test(text) ? Number(text) : Number.NaN;
}

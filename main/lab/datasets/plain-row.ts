/** Lines without quotes, which most rows of most files are: cut at the separators, plain decimals read on the way. */

import type { Cell } from './cells.ts';

const [zero, nine, point, plus, minus, lower, upper] = [48, 57, 46, 43, 45, 101, 69];
/** Up to here a digit can be appended to a whole number and the sum is exact. */
const appendable = (2 ** 53 - 9) / 10;
/** Powers of ten that are doubles. */
const powersOfTen = Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

/**
 * Cuts text[from, to) at the separator into `cells` (whose length becomes the number of fields). In the positions that
 * `numeric` marks, a decimal of up to 15 digits and a small exponent becomes its number without a text in between: a
 * whole number below 2^53 times or over an exact power of ten is rounded once, as Number() does. Anything else is a
 * text, without blanks around it.
 */
export function plainRow(
  text: string,
  from: number,
  to: number,
  separator: string,
  numeric: Uint8Array,
  cells: Cell[],
): void {
  const separatorCode = separator.charCodeAt(0);
  let count = 0;
  for (let at = from; ; at++) {
    if (numeric[count] === 1) {
      // One look at each character: sign, digits, point, digits, exponent.
      let scan = at;
      const sign = text.charCodeAt(scan);
      if (sign === minus || sign === plus) scan++;
      let whole = 0;
      let digits = 0;
      let pointAt = -1;
      let exact = true;
      for (; scan < to; scan++) {
        const mark = text.charCodeAt(scan);
        if (mark >= zero && mark <= nine) {
          if (whole > appendable) exact = false;
          whole = 10 * whole + (mark - zero);
          digits++;
        } else if (mark === point && pointAt < 0) pointAt = scan;
        else break;
      }
      let power = pointAt < 0 ? 0 : pointAt + 1 - scan;
      if (scan < to && digits > 0) {
        const mark = text.charCodeAt(scan);
        if (mark === lower || mark === upper) {
          const start = scan + 1;
          const exponentSign = text.charCodeAt(start);
          scan = exponentSign === minus || exponentSign === plus ? start + 1 : start;
          const first = scan;
          let exponent = 0;
          for (; scan < to; scan++) {
            const digit = text.charCodeAt(scan) - zero;
            if (!(digit >= 0 && digit <= 9)) break;
            exponent = Math.min(1000, 10 * exponent + digit);
          }
          if (scan === first) digits = 0;
          power += exponentSign === minus ? -exponent : exponent;
        }
      }
      if (
        exact &&
        digits > 0 &&
        power >= -22 &&
        power <= 22 &&
        (scan === to || text.charCodeAt(scan) === separatorCode)
      ) {
        const size = power < 0 ? whole / powersOfTen[-power]! : whole * powersOfTen[power]!;
        cells[count++] = sign === minus ? -size : size;
        if (scan === to) break;
        at = scan;
        continue;
      }
    }
    const found = text.indexOf(separator, at);
    const end = found < 0 || found > to ? to : found;
    cells[count++] = trimmed(text, at, end);
    if (end === to) break;
    at = end;
  }
  if (cells.length !== count) cells.length = count;
}

/** text[from, to) without blanks around it. */
function trimmed(text: string, from: number, to: number): string {
  const cell = text.slice(from, to);
  return cell.length > 0 && (blank(cell.charCodeAt(0)) || blank(cell.charCodeAt(cell.length - 1)))
    ? cell.trim()
    : cell;
}

/** Whether trim() might take it off. */
const blank = (mark: number) => mark <= 32 || mark >= 128;

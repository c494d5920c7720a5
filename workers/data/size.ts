/** Whether a table of numbers fits the machine, asked before memory is taken. */

import { LabError } from '#contract/errors.ts';

/**
 * Throws LabError 'too-large' when rows x columns doubles are more than `memory` bytes.
 * @param lead what they are, as the beginning of the message
 * @param advice what to do instead
 */
export function checkDenseSize(
  { rows, columns }: { readonly rows: number; readonly columns: number },
  memory: number,
  lead: string,
  advice: string,
): void {
  const bytes = 8 * rows * columns;
  if (bytes <= memory) return;
  throw new LabError(
    'too-large',
    `${lead}: ${rows.toLocaleString('en')} rows x ${columns.toLocaleString('en')} columns of numbers are ${gibibytes(bytes)}, and this machine has ${gibibytes(memory)}; ${advice}`,
  );
}

export function gibibytes(bytes: number): string {
  const size = bytes / 2 ** 30;
  return `${size >= 100 ? Math.round(size).toLocaleString('en') : size.toPrecision(3)} GiB`;
}

/** Reads grid.csv back, exactly. */

import Papa from 'papaparse';
import { LabError } from '#contract/errors.ts';
import { runStatuses, type GridCell } from '#contract/results.ts';
import { textOfField } from './csv.ts';

/** The cells of a grid.csv. Throws LabError 'invalid-data' with the line; `path` is how messages name the file. */
export function readGrid(text: string, path: string): GridCell[] {
  const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  const refused = (i: number, what: string) =>
    new LabError('invalid-data', `${path}, line ${i + 2}: ${what}`);
  return data.map((row, i) => {
    const number = (column: string): number => {
      const field = row[column] ?? '';
      const value = Number(field);
      if (field === '' || (Number.isNaN(value) && field !== 'NaN')) {
        throw refused(i, `${column} is ${JSON.stringify(field)}, not a number`);
      }
      return value;
    };
    const status = runStatuses.find((known) => known === row['status']);
    if (status === undefined) throw refused(i, `unknown status ${JSON.stringify(row['status'])}`);
    return {
      optimizer: textOfField(row['optimizer'] ?? ''),
      stepSize: number('stepSize'),
      damping: row['damping'] === '' ? null : number('damping'),
      status,
      iterations: number('iterations'),
      finalLoss: number('finalLoss'),
      bestLoss: number('bestLoss'),
      tied: row['tied'] === 'true',
      fragile: row['fragile'] === '' ? null : row['fragile'] === 'true',
      dampingRaised: row['dampingRaised'] === 'true',
    };
  });
}

/** Raw targets as the likelihoods want them. */

import type { Task } from '#contract/dataset.ts';
import { LabError } from '#contract/errors.ts';
import { distinctValues, type Table } from './table.ts';

/**
 * The target (N) of a task: numbers as they are, classes as 0..C-1 in the order of their values.
 * Throws LabError 'invalid-data' for a target that the task does not allow.
 */
export function targetFor(
  table: Pick<Table, 'target' | 'labels' | 'targetName'>,
  task: Task,
): { target: Float64Array; classes: number } {
  const wrong = (found: string) =>
    new LabError('invalid-data', `target ${table.targetName}: ${found}, so its task cannot be ${task}`);
  if (task === 'regression' || task === 'count') {
    if (table.labels !== null && areReversedNumbers(table.labels)) throw reversed(table, table.labels, task);
    if (table.labels !== null) throw wrong(`its values are texts (${showLabels(table.labels)})`);
    if (task === 'count') {
      const row = table.target.findIndex((value) => !Number.isInteger(value) || value < 0);
      if (row >= 0) throw wrong(`row ${row + 1} is ${table.target[row]}, not a whole number >= 0`);
    }
    return { target: table.target, classes: 0 };
  }
  const values = distinctValues(table.target)!;
  const classes = values.length;
  if (task === 'binary' && classes !== 2) {
    throw wrong(`it has ${classes} different values (${showLabels(values.map(String))})`);
  }
  if (classes < 2) throw wrong('it has a single value');
  const position = new Map(values.map((value, i) => [value, i]));
  return { target: table.target.map((value) => position.get(value)!), classes };
}

/** Labels are in order: two numbers that are not were put so, by the choice of the class that is 1. */
function areReversedNumbers(labels: readonly string[]): boolean {
  const [zero, one] = labels.map(Number);
  const areNumbers = labels.every((label) => String(Number(label)) === label);
  return labels.length === 2 && areNumbers && zero! > one!;
}

function reversed(
  { targetName }: Pick<Table, 'targetName'>,
  labels: readonly string[],
  task: Task,
): LabError {
  return new LabError(
    'invalid-data',
    `target ${targetName}: its classes were put in another order at the import (class 1 is ${labels[1]}), so its task cannot be ${task}; import it again without Class 1 to use its numbers`,
  );
}

function showLabels(labels: readonly string[]): string {
  return labels.length <= 5 ? labels.join(', ') : `${labels.slice(0, 5).join(', ')}, ...`;
}

/** Which class of a two-class target is 1: the second in order, unless the user chose the other. */

import { LabError } from '#contract/errors.ts';
import { classCountsOf } from '#workers/data/describe.ts';
import { distinctValues, type Table } from '#workers/data/table.ts';

type Answer = Pick<Table, 'target' | 'labels'>;

/** The target under the choice; as it is where there are not two classes or the choice is the second of them. */
export function withClassOne({ target, labels }: Answer, classOne: string | undefined): Answer {
  if (classOne === undefined) return { target, labels };
  const values = distinctValues(target, 2);
  if (values?.length !== 2) return { target, labels };
  const [first, second] = values.map((value) => labels?.[value] ?? String(value));
  if (classOne !== first) return { target, labels };
  return { target: target.map((value) => (value === values[0] ? 1 : 0)), labels: [second!, first] };
}

/** Throws LabError 'invalid-data' where the choice is not class 1 of the table. */
export function checkClassOne(table: Table, classOne: string | undefined): void {
  if (classOne === undefined) return;
  const classes = table.task === 'binary' ? classCountsOf(table).map(({ label }) => label) : [];
  if (classes[1] === classOne) return;
  const reason =
    classes.length === 0
      ? `only a target of two classes has one, and its task is ${table.task}`
      : `its classes are ${classes.join(' and ')}`;
  throw new LabError(
    'invalid-data',
    `target ${table.targetName}: class 1 cannot be ${JSON.stringify(classOne)}; ${reason}`,
  );
}

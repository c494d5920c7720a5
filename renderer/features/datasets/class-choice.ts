/** Which class of a two-class target is 1, as the import dialog offers it. */

import type { ImportOptionsInput, ImportPreview } from '#contract/dataset-import.ts';

export interface ClassChoice {
  /** The value that is chosen. */
  readonly one: string;
  /** '' is as detected. */
  readonly choices: readonly { readonly label: string; readonly value: string; readonly disabled?: true }[];
}

/**
 * The two classes; before them a choice that is neither, which stays until another is made. Where the classes are not
 * known or not two, the choice and the way back. null: there is nothing to choose.
 */
export function classChoice(
  { task, classCounts }: Pick<ImportPreview, 'task' | 'classCounts'>,
  { classOne }: Pick<ImportOptionsInput, 'classOne'>,
): ClassChoice | null {
  const [zero, one] = classCounts;
  if (task === 'binary' && classCounts.length === 2 && zero !== undefined && one !== undefined) {
    const classes = [zero.label, one.label]
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .map((label) => ({ label, value: label }));
    const stale =
      classOne === undefined || classes.some(({ value }) => value === classOne)
        ? []
        : [{ label: `${classOne} (not one of the classes)`, value: classOne, disabled: true } as const];
    return { one: classOne ?? one.label, choices: [...stale, ...classes] };
  }
  if (classOne === undefined) return null;
  const back = { label: 'the second in order', value: '' };
  return { one: classOne, choices: [{ label: classOne, value: classOne }, back] };
}

/** One decision about a file changed: the options with it, without those that were made of what it changes. */

import type { Layout } from '#contract/data-file.ts';
import type { ImportOptionsInput, ImportPreview } from '#contract/dataset-import.ts';
import type { Task } from '#contract/dataset.ts';

type ColumnChoice = Omit<NonNullable<ImportOptionsInput['columns']>[number], 'name'>;

/** A change of format or encoding lets everything else be detected anew; any other gives the classes other names. */
export function withLayout(options: ImportOptionsInput, part: Partial<Layout>): ImportOptionsInput {
  if (!('format' in part || 'encoding' in part)) {
    return { ...withoutClassOne(options), layout: { ...options.layout, ...part } };
  }
  const { format, encoding } = options.layout ?? {};
  const { missing } = options;
  return {
    ...(missing !== undefined && { missing }),
    layout: {
      ...(format !== undefined && { format }),
      ...(encoding !== undefined && { encoding }),
      ...part,
    },
  };
}

/** Another target is another question: its task is detected, and it has classes of its own. */
export function withTarget(options: ImportOptionsInput, target: string): ImportOptionsInput {
  const { task: _, ...rest } = withoutClassOne(options);
  return { ...rest, target };
}

/** Only a target of two classes has a class 1. */
export function withTask(options: ImportOptionsInput, task: Task): ImportOptionsInput {
  return { ...(task === 'binary' ? options : withoutClassOne(options)), task };
}

/** Of another type, the classes of a target have other names. */
export function withColumn(
  options: ImportOptionsInput,
  name: string,
  part: ColumnChoice,
  preview: Pick<ImportPreview, 'columns' | 'target'>,
): ImportOptionsInput {
  const known = options.columns ?? [];
  const column = { ...known.find((candidate) => candidate.name === name), name, ...part };
  return {
    ...(touchesTarget(options, name, preview) ? withoutClassOne(options) : options),
    columns: [...known.filter((candidate) => candidate.name !== name), column],
  };
}

/** A target that nobody chose is the last column that is used: one behind it can take its place. */
function touchesTarget(
  { target: wanted }: ImportOptionsInput,
  name: string,
  { columns, target }: Pick<ImportPreview, 'columns' | 'target'>,
): boolean {
  if (name === target) return true;
  if (wanted !== undefined) return false;
  const position = (wantedName: string) => columns.findIndex((column) => column.name === wantedName);
  return position(name) > position(target);
}

export function withoutClassOne({ classOne: _, ...rest }: ImportOptionsInput): ImportOptionsInput {
  return rest;
}

/** What the options of datasets import and preview mean for the import. */

import {
  importOptionsSchema,
  type ImportOptions,
  type ImportOptionsInput,
} from '#contract/dataset-import.ts';
import { issuesError, type Issue } from '#contract/errors.ts';
import { remarkAt } from '#contract/issues.ts';
import type { OptionValues } from './usage.ts';

type ColumnChoice = NonNullable<ImportOptionsInput['columns']>[number];

/** Throws LabError 'invalid-input' where options contradict each other. */
export function importOptionsOf(options: OptionValues): ImportOptions {
  const { target, task, missing, format, encoding, separator, header, decimal } = options;
  return importOptionsSchema.parse({
    target,
    task,
    classOne: options['class-one'],
    missing,
    layout: {
      format,
      encoding,
      separator,
      header,
      decimalComma: decimal === undefined ? undefined : decimal === ',',
    },
    columns: columnChoices(options),
  });
}

function columnChoices(options: OptionValues): ColumnChoice[] {
  const choices = new Map<string, ColumnChoice>();
  const issues: Issue[] = [];
  const choose = (names: readonly string[] | undefined, choice: Omit<ColumnChoice, 'name'>) => {
    for (const name of names ?? []) {
      const before = choices.get(name) ?? { name };
      const after = { ...before, ...choice };
      const contradicts =
        (before.type ?? after.type) !== after.type || (before.use ?? after.use) !== after.use;
      if (contradicts) issues.push(remarkAt('', `column ${name}: the options contradict each other`));
      choices.set(name, after);
    }
  };
  choose(options.number, { type: 'number' });
  choose(options.category, { type: 'category' });
  choose(options.use, { use: true });
  choose(options['leave-out'], { use: false });
  if (options.target !== undefined && choices.get(options.target)?.use === false) {
    issues.push(remarkAt('', `column ${options.target}: is the target and cannot be left out`));
  }
  if (issues.length > 0) throw issuesError('invalid-input', issues);
  return [...choices.values()];
}

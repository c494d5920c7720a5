/** What an import will bring, in one sentence. */

import type { ImportPreview } from '#contract/dataset-import.ts';
import { filledWords } from '#contract/missing-values.ts';

const count = (n: number, one: string, many = `${one}s`) =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

const taskWords = {
  regression: 'the numeric target',
  binary: 'the two-class target',
  multiclass: 'the target with classes',
  count: 'the count target',
} as const;

export function summarySentence(preview: Omit<ImportPreview, 'summary'>): string {
  if (preview.faultCount > 0 && preview.missingFaults === preview.faultCount) {
    const { missingFaults } = preview;
    return `Nothing can be imported yet: ${count(missingFaults, 'value is', 'values are')} missing in the columns that are imported; choose to drop the rows, or to fill in the mean or the median. The first: ${preview.faults[0]!}`;
  }
  if (preview.faultCount > 0) {
    return `Nothing can be imported yet: ${count(preview.faultCount, 'fault')}, the first: ${preview.faults[0]!}`;
  }
  const { n, rowCount, features, columns, classCounts, task, target, recognised, whole } = preview;
  const used = columns.filter(({ use }) => use === 'feature');
  const categories = used.filter(({ type }) => type === 'category').length;
  const leftOut = columns.filter(({ use }) => use === 'none').map(({ name }) => name);
  const classes =
    classCounts.length === 0
      ? ''
      : ` (${classCounts
          .slice(0, 5)
          .map(({ label, count: rows }) => `${label}: ${rows}`)
          .join(', ')}${classCounts.length > 5 ? ', ...' : ''})`;
  const rows = whole
    ? count(n, 'row')
    : `all rows (the first ${rowCount.toLocaleString('en')} were looked at)`;
  const parts = [
    `${rows} with ${count(features, 'feature')}`,
    categories > 0 ? ` (${count(categories, 'category', 'categories')} as 0/1 columns)` : '',
    ` and ${taskWords[task]} ${target}${classes}`,
    n < rowCount ? `; ${count(rowCount - n, 'row')} with missing values dropped` : '',
    preview.filled.length > 0
      ? `; missing values filled in${whole ? '' : ' (counted in the rows looked at)'}: ${filledWords(preview.filled)}`
      : '',
    leftOut.length > 0
      ? `; left out: ${leftOut.slice(0, 5).join(', ')}${leftOut.length > 5 ? ', ...' : ''}`
      : '',
  ];
  const filling = recognised === null ? '' : `${recognised.name}, as in the catalogue: `;
  return `Will import ${filling}${parts.join('')}.`;
}

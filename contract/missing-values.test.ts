import { expect, it } from 'vitest';
import { filledWords, missingWords, type FilledColumn } from './missing-values.ts';

const column = (name: string, more: Partial<FilledColumn> = {}): FilledColumn => ({
  column: name,
  features: [name],
  cells: 1,
  rule: 'median',
  value: 11,
  ...more,
});
const colour = column('colour', { cells: 1700, rule: 'most common level', value: 'red' });

it('says each column with its rule and value, of many the first five and how many values the others had', () => {
  expect(filledWords([column('size', { rule: 'mean', value: 10 / 3 }), colour])).toBe(
    '1 of size with its mean (3.333), 1,700 of colour with its most common level (red)',
  );
  const many = [...'abcdefg'].map((name, i) => column(name, { cells: i + 1 }));
  expect(filledWords(many)).toMatch(/, 5 of e with its median \(11\), 13 of 2 more columns$/);
  expect(filledWords(many.slice(0, 6))).toMatch(/, 6 of 1 more column$/);
});

it('says what became of missing values, and what is not known', () => {
  const words = (policy: 'refuse' | 'drop' | 'mean', rowsDropped: number, filled: FilledColumn[] = []) =>
    missingWords({ policy, outcome: { rowsDropped, filled } });
  expect(words('refuse', 0)).toBe('none in the columns that were imported');
  expect(words('mean', 0)).toBe('none in the columns that were imported');
  expect(words('drop', 1)).toBe('1 row dropped for a missing value');
  expect(words('mean', 2, [column('size'), colour])).toBe(
    '1,701 filled in: 1 of size with its median (11), 1,700 of colour with its most common level (red); 2 rows dropped for a missing target',
  );
  expect(missingWords({ policy: 'refuse', outcome: null })).toBe('none in the columns that were imported');
  expect(missingWords({ policy: 'drop', outcome: null })).toContain('how many was not recorded');
  expect(missingWords({ policy: 'mean', outcome: null })).toMatch(
    /^numbers were filled in with the mean, .*not recorded$/,
  );
});

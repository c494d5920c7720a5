import { describe, expect, it } from 'vitest';
import type { PreviewColumn } from '#contract/dataset-import.ts';
import { classChoice } from './class-choice.ts';
import { withColumn, withLayout, withTarget, withTask } from './import-changes.ts';

const column = (name: string, use: PreviewColumn['use']): PreviewColumn => ({
  ...{ name, use, type: 'number', detected: true, levels: null, becomes: [name], missing: 0, note: '' },
});
/** y is the target as detected: the identifiers behind it are left out. */
const preview = {
  target: 'y',
  columns: [column('a', 'feature'), column('b', 'none'), column('y', 'target'), column('id', 'none')],
};
const chosen = { classOne: '2.5', missing: 'drop', task: 'binary', layout: { decimalComma: true } } as const;

describe('a class 1 that was chosen', () => {
  it.each([
    ['decimal comma', withLayout(chosen, { decimalComma: false })],
    ['header', withLayout(chosen, { header: false })],
    ['separator', withLayout(chosen, { separator: ';' })],
    ['format', withLayout(chosen, { format: 'tsv' })],
    ['target', withTarget(chosen, 'a')],
    ['task', withTask(chosen, 'regression')],
    ['type of the target', withColumn(chosen, 'y', { type: 'category' }, preview)],
    ['use of a column that becomes the target', withColumn(chosen, 'id', { use: true }, preview)],
    ['type of a column that may become it', withColumn(chosen, 'id', { type: 'number' }, preview)],
  ])('goes with a change of %s', (_, options) => {
    expect(options).not.toHaveProperty('classOne');
    expect(options.missing).toBe('drop');
  });

  it.each([
    ['a feature before the target', withColumn(chosen, 'a', { use: false }, preview)],
    ['a column before the target', withColumn(chosen, 'b', { use: true }, preview)],
    [
      'any column beside a chosen target',
      withColumn({ ...chosen, target: 'y' }, 'id', { use: true }, preview),
    ],
    ['the task said again', withTask(chosen, 'binary')],
  ])('stays with %s', (_, options) => {
    expect(options).toMatchObject({ classOne: '2.5', layout: { decimalComma: true } });
  });
});

it('a change of format or encoding keeps only these two and what missing values come to', () => {
  const options = {
    ...chosen,
    layout: { encoding: 'latin-1', separator: ';' },
    columns: [{ name: 'a' }],
  } as const;
  expect(withLayout(options, { format: 'tsv' })).toEqual({
    missing: 'drop',
    layout: { encoding: 'latin-1', format: 'tsv' },
  });
  expect(withLayout(options, { header: false })).toMatchObject({
    columns: [{ name: 'a' }],
    layout: { encoding: 'latin-1', separator: ';', header: false },
  });
});

it('a decision about a column joins those made about it before', () => {
  const first = withColumn(chosen, 'a', { type: 'category' }, preview);
  const second = withColumn(first, 'a', { use: false }, preview);
  expect(second.columns).toEqual([{ name: 'a', type: 'category', use: false }]);
});

describe('the choice of class 1', () => {
  const found = (...labels: string[]) => labels.map((label) => ({ label, count: 3 }));
  const both = [
    { label: '2,5', value: '2,5' },
    { label: '7,0', value: '7,0' },
  ];

  it('is between the classes, in their order, whichever is 1', () => {
    const one = { task: 'binary', classCounts: found('7,0', '2,5') } as const;
    expect(classChoice(one, { classOne: '2,5' })).toEqual({ one: '2,5', choices: both });
    const detected = { task: 'binary', classCounts: found('2,5', '7,0') } as const;
    expect(classChoice(detected, {})).toEqual({ one: '7,0', choices: both });
  });

  it('shows a choice that is neither class as chosen, so that each class can be chosen instead', () => {
    const stale = classChoice({ task: 'binary', classCounts: found('2,5', '7,0') }, { classOne: '2.5' });
    expect(stale).toEqual({
      one: '2.5',
      choices: [{ label: '2.5 (not one of the classes)', value: '2.5', disabled: true }, ...both],
    });
  });

  it('offers the way back where there are not two classes, and nothing where nothing was chosen', () => {
    const three = { task: 'multiclass', classCounts: found('x', 'y', 'z') } as const;
    expect(classChoice(three, { classOne: 'x' })).toMatchObject({
      one: 'x',
      choices: [{ value: 'x' }, { value: '' }],
    });
    expect(classChoice(three, {})).toBeNull();
  });
});

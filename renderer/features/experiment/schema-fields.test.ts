import { describe, expect, it } from 'vitest';
import { optionsOf } from '#contract/optimizers.ts';
import { modelSchema } from '#contract/model.ts';
import { choiceTitle, fieldOf, fieldsOf, spaced } from './schema-fields.ts';

describe('fieldsOf', () => {
  const ngd = new Map(fieldsOf(optionsOf('ngd')).map((field) => [field.key, field]));
  it('finds the words, the default and the control of an option', () => {
    expect(ngd.get('structure')).toMatchObject({
      title: 'Structure',
      control: 'choice',
      usual: 'full',
      choices: ['full', 'diagonal', 'block', 'kronecker', 'ekfac', 'low-rank', 'matrix-free'],
    });
    expect(ngd.get('cgIterations')).toMatchObject({ control: 'number', whole: true, usual: 50 });
    expect(ngd.get('rejectSteps')).toMatchObject({ control: 'switch', usual: false });
  });
  it('knows where null may be given', () => {
    expect(ngd.get('batchSize')).toMatchObject({ control: 'number', nullable: true, usual: null });
  });
  it('reads a union of literals as a choice', () => {
    expect(ngd.get('replacement')).toMatchObject({ control: 'choice', choices: [false, true, 'epoch'] });
  });
  it('leaves what has a control of its own to it', () => {
    expect(ngd.get('stepSize')).toMatchObject({ control: 'other', usual: undefined, title: 'Step size' });
  });
});

it('names a key without a title of its own', () => {
  expect(spaced('recordEvery')).toBe('Record every');
  const l2 = fieldOf('l2', modelSchema.options[0].shape.l2);
  expect(l2).toMatchObject({ title: 'L2 penalty', control: 'number', usual: 0, whole: false });
});

it('reads choices as words', () => {
  expect(choiceTitle('matrix-free')).toBe('Matrix free');
  expect(choiceTitle('monte-carlo')).toBe('Monte-Carlo');
});

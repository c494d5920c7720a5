import { expect, it } from 'vitest';
import { testSentence } from './test-sentence.ts';

const test = {
  statistic: 3.21,
  degreesOfFreedom: 3,
  pValue: 0.36,
  bootstrapPValue: null,
  indicators: 3,
  form: 'full',
};

it('says what the test says, and lets the bootstrap decide', () => {
  expect(testSentence(test)).toBe(
    'The data do not contradict this model at the 5% level: statistic 3.210 on 3 degrees of freedom, p = 0.3600 (3 indicators, full form).',
  );
  expect(testSentence({ ...test, pValue: 0.01 })).toMatch(/^The data contradict this model/);
  expect(testSentence({ ...test, pValue: 0.04, bootstrapPValue: 0.06 })).toMatch(
    /^The data do not contradict/,
  );
  expect(testSentence({ ...test, degreesOfFreedom: 0, pValue: Number.NaN })).toMatch(/no indicator to test/);
});

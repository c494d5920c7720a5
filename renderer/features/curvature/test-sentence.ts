/** The information-matrix test in one plain sentence. */

import type { CurvatureResult } from '#contract/results.ts';
import { formatNumber } from '../../format.ts';

type Test = NonNullable<CurvatureResult['informationMatrixTest']>;

export const level = 0.05;

/** The bootstrap's p-value decides where there is one: the asymptotic one is rough for few rows. */
export function testSentence(test: Test): string {
  const p = test.bootstrapPValue ?? test.pValue;
  const verdict =
    test.degreesOfFreedom === 0
      ? 'The model has no indicator to test'
      : Number.isNaN(p)
        ? 'The test has no answer'
        : p < level
          ? 'The data contradict this model at the 5% level'
          : 'The data do not contradict this model at the 5% level';
  const bootstrap =
    test.bootstrapPValue === null ? '' : `, parametric bootstrap p = ${formatNumber(test.bootstrapPValue)}`;
  return (
    `${verdict}: statistic ${formatNumber(test.statistic)} on ${test.degreesOfFreedom} ` +
    `${test.degreesOfFreedom === 1 ? 'degree' : 'degrees'} of freedom, p = ${formatNumber(test.pValue)}` +
    `${bootstrap} (${test.indicators} indicators, ${test.form} form).`
  );
}

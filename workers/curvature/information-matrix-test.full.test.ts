/**
 * The size of the information-matrix test: rejections at 5% of 500 well-specified data sets (slow). Effects are
 * moderate: with effects of 0.7 the 18 indicators of softmax at N = 300 have such heavy tails that the chi-squared
 * p-value rejects about 8% (the diagonal form 4.4%); the bootstrap p-value is for such cases.
 */

import { describe, expect, it } from 'vitest';
import { linearModel, objectiveOf } from '../testing/problems.ts';
import { specifiedModels, specifiedSample } from '../testing/specified.ts';
import { informationMatrixTest } from './information-matrix-test.ts';

describe('on well-specified data', () => {
  it.each(specifiedModels.flatMap((name) => [300, 1000].map((rows) => [name, rows] as const)))(
    '%s, N = %i: between 11 and 42 of 500 are rejected at the 5 percent level',
    (name, rows) => {
      const model = linearModel(name === 'logistic with dummies' ? 'logistic' : name);
      let rejected = 0;
      for (let seed = 0; seed < 500; seed++) {
        const objective = objectiveOf(model, specifiedSample(name, rows, seed));
        if (informationMatrixTest(objective).pValue < 0.05) rejected += 1;
      }
      process.stdout.write(`${name}, N = ${rows}: ${rejected} of 500 rejected\n`);
      expect(rejected).toBeGreaterThanOrEqual(11);
      expect(rejected).toBeLessThanOrEqual(42);
    },
  );
});

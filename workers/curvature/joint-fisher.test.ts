import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random.ts';
import { dense, linearModel, normals, objectiveOf } from '../testing/problems.ts';
import { jointFisher } from './joint-fisher.ts';

describe('the Fisher of the joint distribution', () => {
  // Least squares with x ~ N(0, I): E over x of x x^T/s2 = I/s2, whatever theta and the labels.
  const draws = 4000;
  const design = dense(draws, 2, normals(2 * draws, new RandomStream(0, 'test')));
  const target = new Float64Array(draws);
  const variance = 0.7;

  it.each(['mean', 'sum'] as const)(
    'is I/s2 for least squares on standard normal inputs, %s scaling',
    (scaling) => {
      const fresh = objectiveOf(linearModel('linear', 0.1), { design, target }, scaling);
      const rows = 50;
      const factor = scaling === 'sum' ? rows : 1;
      const matrix = jointFisher(fresh, Float64Array.of(3, -1), rows).toDense();
      // Standard errors of the means of x_i^2 (variance 2) and x_i x_j (variance 1); the penalty is added once.
      [1, 0, 0, 1].forEach((expected, at) => {
        const error = Math.sqrt((expected === 1 ? 2 : 1) / draws);
        const data = ((matrix[at]! - (expected === 1 ? 0.1 : 0)) * variance) / factor;
        expect(Math.abs(data - expected)).toBeLessThan(4 * error);
      });
      const diagonal = jointFisher(fresh, Float64Array.of(3, -1), rows, 'diagonal').diagonal();
      expect(diagonal[0]).toBeCloseTo(matrix[0]!, 10);
      expect(diagonal[1]).toBeCloseTo(matrix[3]!, 10);
    },
  );
});

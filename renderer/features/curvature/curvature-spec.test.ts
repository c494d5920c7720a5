import { describe, expect, it } from 'vitest';
import { parseExperiment } from '#contract/parse-experiment.ts';
import { curvatureSpec, firstSettings, readValues } from './curvature-spec.ts';

const comparison = {
  version: 1,
  kind: 'compare',
  dataset: { id: 'boston' },
  model: { kind: 'linear' },
  scaling: 'sum',
  iterations: 50,
  optimizers: [{ id: 'gd', kind: 'gd', stepSize: 1 }],
};

describe('the document of an analysis', () => {
  it('is valid, with the data, model and scaling of the comparison and none of its runs', () => {
    const spec = curvatureSpec(comparison, firstSettings, null, 'Boston');
    expect(parseExperiment(spec).ok).toBe(true);
    expect(spec).toMatchObject({ dataset: { id: 'boston' }, scaling: 'sum', at: { kind: 'start' } });
    expect(spec).not.toHaveProperty('optimizers');
    expect(spec).not.toHaveProperty('iterations');
  });
  it('sends an iteration of a run as values', () => {
    const spec = curvatureSpec(comparison, { ...firstSettings, point: 'run' }, [1, 2], '');
    expect(spec['at']).toEqual({ kind: 'values', values: [1, 2] });
  });
  it('keeps what is no number, so that the contract names it', () => {
    expect(readValues('[1, 2e-3;\n-4 x]')).toEqual([1, 0.002, -4, 'x']);
    const parsed = parseExperiment(
      curvatureSpec(comparison, { ...firstSettings, point: 'values', values: '1 x', damping: -1 }, null, ''),
    );
    expect(parsed.ok ? [] : parsed.issues.map(({ path }) => path)).toEqual(['at.values[1]', 'damping']);
  });
});

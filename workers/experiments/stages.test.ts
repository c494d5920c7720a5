import { describe, expect, it } from 'vitest';
import { parseExperiment } from '#contract/parse-experiment.ts';
import { resolveExperiment, type ResolvedExperiment } from '#contract/resolve-experiment.ts';
import type { Minimum } from '#contract/results.ts';
import { prepareSynthetic } from '../data/synthetic.ts';
import { runTask } from '../entry.ts';
import type { JobMessage } from '../jobs.ts';
import { Stages } from './stages.ts';

describe('stages', () => {
  it('say how far the whole is, by weight', () => {
    const shares: number[] = [];
    const stages = new Stages({ cancelled: () => false, advanced: (done) => shares.push(done) }, 4);
    expect(stages.run(1, () => 'a')).toBe('a');
    stages.run(3, (tick) => [1 / 3, 2 / 3].forEach(tick));
    expect(shares).toEqual([0, 0.25, 0.5, 0.75]);
  });

  it('stop before a stage and at a tick inside one', () => {
    let cancelled = false;
    const stages = new Stages({ cancelled: () => cancelled, advanced: () => undefined }, 2);
    const inside = () =>
      stages.run(1, (tick) => {
        cancelled = true;
        tick(0.5);
      });
    expect(inside).toThrow('cancelled');
    let reached = false;
    expect(() => stages.run(1, () => (reached = true))).toThrow('cancelled');
    expect(reached).toBe(false);
  });
});

const dataset = { synthetic: 'gaussian-logistic', n: 2000, d: 4 };
const long: Readonly<Record<string, Record<string, unknown>>> = {
  'the bootstrap of a curvature analysis': {
    kind: 'curvature',
    model: { kind: 'logistic' },
    informationMatrixTest: true,
  },
  "Proposition 2's output Hessians": {
    kind: 'curvature',
    model: { kind: 'mlp', hidden: [8], output: 'logistic' },
  },
  "a quadratic's contours": {
    kind: 'quadratic',
    model: { kind: 'logistic' },
    dataset: { synthetic: 'figure-2-correct', n: 5000 },
    density: 150,
  },
  'the arrows of a vector field': {
    kind: 'vector-field',
    model: { kind: 'logistic' },
    dataset: { synthetic: 'figure-2-correct', n: 5000 },
    optimizers: [{ id: 'n', kind: 'newton', stepSize: 1 }],
    density: 150,
  },
};

/** Runs an analysis in this thread; `heard` gets each message and the flag that cancels it. */
async function analyse(input: object, heard: (done: number, flag: Int32Array) => void) {
  const parsed = parseExperiment({ version: 1, dataset, ...input });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const { problem, facts } = prepareSynthetic(parsed.value.dataset as Parameters<typeof prepareSynthetic>[0]);
  const resolved = resolveExperiment(parsed.value, facts);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.issues));
  const experiment: ResolvedExperiment = resolved.value;
  const cancel = new Int32Array(new SharedArrayBuffer(4));
  const minimum: Minimum | null =
    experiment.kind === 'quadratic' ? { status: 'found', loss: 0, theta: [-0.5, -0.5], reason: '' } : null;
  return runTask({
    experiment,
    job: { kind: 'analysis', minimum, part: 0 },
    problem,
    cancel,
    kernel: 'js',
    port: {
      postMessage: (message) => {
        const { type, ...rest } = message as JobMessage;
        if (type === 'progress') heard((rest as { done: number }).done, cancel);
      },
    },
  });
}

describe('an analysis', () => {
  it.each(Object.entries(long))('%s stops when it is cancelled', async (_what, input) => {
    const heard: number[] = [];
    const whole = analyse(input, (done, flag) => {
      heard.push(done);
      Atomics.store(flag, 0, 1);
    });
    await expect(whole).rejects.toMatchObject({ code: 'cancelled' });
    expect(heard).toHaveLength(1);
    expect(heard[0]).toBeLessThan(1);
  });

  it('says how far it is, up to its end', async () => {
    const heard: number[] = [];
    const result = await analyse(
      { ...long['the bootstrap of a curvature analysis'], dataset: { ...dataset, n: 400 }, structures: true },
      (done) => heard.push(done),
    );
    expect(result).toMatchObject({ kind: 'analysis', curvature: { dense: true } });
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
    expect(heard.at(-1)).toBeGreaterThan(0.8);
    expect(heard.at(-1)).toBeLessThanOrEqual(1);
  });
});

/**
 * Copy as Python: a stand-alone NumPy script that repeats one run and prints its losses, so that nobody has to trust
 * this app. It is written from the formulas (docs: math.md's sections, the paper's equations), shares no code with the
 * engine, and holds only the branches that the run takes.
 */

import { LabError } from '#contract/errors.ts';
import type { OptimizerSpec } from '#contract/optimizers.ts';
import type { Damping } from '#contract/ranges.ts';
import type { RunResult } from '#contract/results.ts';
import type { Sample } from '#workers/data/problem.ts';
import { dataSection } from './data.ts';
import { python } from './literal.ts';
import { modelSection } from './model.ts';
import { ruleSection, type RuleSpec } from './rule.ts';

export interface ScriptRun {
  readonly title: string;
  readonly app: string;
  readonly datasetName: string;
  readonly model: { readonly kind: string; readonly l2: number; readonly noiseVariance?: number };
  readonly classes: number;
  readonly scaling: 'mean' | 'sum';
  readonly sample: Sample;
  readonly start: Float64Array;
  readonly iterations: number;
  readonly stop: { readonly divergenceFactor: number; readonly gradientNorm: number };
  readonly optimizer: OptimizerSpec;
  readonly damping: Damping | null;
  readonly run: RunResult;
}

const kinds: ReadonlySet<string> = new Set(['gd', 'newton', 'ngd', 'efgd', 'ggn']);

/**
 * The script's text. Throws LabError 'not-available' with the reason for a run that a short script cannot repeat (a
 * network, mini-batches, drawn labels), 'too-large' for data beyond what a script should hold.
 */
export function pythonScript(request: ScriptRun): string {
  const { optimizer, model, scaling, iterations, start, damping, run } = request;
  const reason = whyNot(optimizer, model.kind);
  if (reason !== null) throw new LabError('not-available', `Copy as Python: ${reason}`);
  const rule: RuleSpec = {
    ...(optimizer as RuleSpec),
    stepSize: run.stepSize,
    damping: damping ?? 0,
  };
  return [
    header(request),
    'import base64',
    'import math',
    'import zlib',
    '',
    'import numpy as np',
    '',
    dataSection(request.sample, start),
    `iterations = ${iterations}`,
    `step_size = ${python(run.stepSize)}`,
    `l2 = ${python(model.l2)}`,
    `weight = ${scaling === 'mean' ? '1 / len(X)  # mean scaling: 1/N in the loss, the gradient and every matrix' : '1.0  # sum scaling: no 1/N anywhere'}`,
    '',
    modelSection(model.kind, model.noiseVariance ?? 1, request.classes),
    ruleSection(rule),
    loop(request),
  ].join('\n');
}

function whyNot(optimizer: OptimizerSpec, model: string): string | null {
  if (model === 'mlp') return 'the script is for linear predictors, not for networks';
  if (!kinds.has(optimizer.kind) || optimizer.batchSize !== null) {
    return 'the script is for full-batch methods; mini-batches come from random streams of the app';
  }
  if (optimizer.kind === 'ngd' && optimizer.fisher === 'monte-carlo') {
    return 'drawn labels come from a random stream of the app';
  }
  return null;
}

function header({ title, app, datasetName, model, scaling, optimizer, run }: ScriptRun): string {
  const about = [
    title === '' ? '' : `${title}`,
    `${optimizer.kind} ("${optimizer.id}") on ${datasetName}, ${model.kind} model, ${scaling} scaling: ${run.iterations} iterations, ${run.status}.`,
    '',
    'Repeats one run of Fisher Lab with NumPy alone and prints the loss of every state:',
    '    python3 this-file.py',
    `Fisher Lab ${app} found ${run.finalLoss} as the last loss.`,
  ];
  const text = about
    .join('\n')
    .replaceAll('\\', '\\\\')
    .replaceAll('"""', String.raw`\"\"\"`)
    .trim();
  return `#!/usr/bin/env python3\n"""\n${text}\n"""\n`;
}

/** A run that was cut short is repeated as far as it came; its schedule is still that of all iterations. */
function loop({ stop, run }: ScriptRun): string {
  const cutShort = run.status === 'cancelled' || run.status === 'interrupted';
  const last = cutShort ? `${run.iterations}:  # where the run was ${run.status}` : 'iterations:';
  const restsAt = `
    if np.linalg.norm(gradient_of(theta)) <= ${python(stop.gradientNorm)}:
        print("gradient norm reached")
        break`;
  return `
theta = theta_start.copy()
loss = loss_of(theta)
limit = loss + ${python(stop.divergenceFactor - 1)} * abs(loss)
for t in range(iterations + 1):
    print(t, repr(float(loss)))
    if not (loss <= limit and math.isfinite(loss)):
        print("diverged")
        break
    if t == ${last}
        break${stop.gradientNorm > 0 ? restsAt : ''}
    try:
        theta = step(theta, t + 1)
    except SingularMatrix as error:
        print("failed:", error)
        break
    loss = loss_of(theta)
`;
}

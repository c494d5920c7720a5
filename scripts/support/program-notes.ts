/** The notes on what the published program does and the text does not say: clipping, divergence, data without a minimum. */

import { runOf } from '#main/lab/presets/preset.ts';
import { bundledRows, oneLabelColumns } from './bundled-rows.ts';
import { changed, percent, setOf, significant, type Compute } from './note.ts';
import { divergenceFactor, publishedClip, publishedLosses } from './published-program.ts';

/** The published program's own losses on WDBC, by a plain loop that shares nothing with the engine. */
function publishedRun(kind: 'gd' | 'ngd', [stepSize, damping]: readonly [number, number], clip: number) {
  return publishedLosses(bundledRows('breast-cancer'), {
    kind,
    stepSize: 10 ** stepSize,
    damping: 10 ** damping,
    iterations: 100,
    clip,
  });
}

export const clipping: Compute = async (lab) => {
  const ngd = runOf(await lab.run(changed(lab, 'BreastCancer', {})), 'ngd').finalLoss;
  const settings = setOf('BreastCancer').ngd;
  const clipped = publishedRun('ngd', settings, publishedClip).at(-1)!;
  const unclipped = publishedRun('ngd', settings, 0).at(-1)!;
  return {
    title: 'Probability clipping',
    paper: `The published program keeps probabilities ${publishedClip} away from 0 and 1, in the loss, the gradient and the preconditioners; the text does not say so.`,
    here: `The program's rule, run again as a plain loop with the printed settings, ends NGD on BreastCancer at ${significant(clipped, 3)}, as published; the same loop without clipping ends at ${significant(unclipped, 3)}, and so does this lab (${significant(ngd, 3)}, stable formulas, nothing clipped): ${percent(1 - ngd / clipped)} lower.`,
  };
};

export const divergence: Compute = async (lab) => {
  const single = async (name: string, stepSize: number) => {
    const results = await lab.run({
      ...changed(lab, name, {}),
      optimizers: [{ id: 'gd', kind: 'gd', stepSize: 10 ** stepSize }],
    });
    return runOf(results, 'gd');
  };
  const [boston, cancer] = [await single('Boston', -5), await single('BreastCancer', -3)];
  const first = (run: typeof boston) => significant(run.series['loss']![0]!);
  const clipped = publishedRun('gd', [-3, 0], publishedClip);
  return {
    title: 'The divergence rule',
    paper: 'The search leaves out runs that diverge without saying when a run counts as diverged.',
    here: `The published program stops when the loss exceeds ${divergenceFactor} times the first; so does this lab. GD on Boston with step size 1e-5 is then ${boston.status} after ${boston.iterations} iterations (loss ${significant(boston.finalLoss)}, first ${first(boston)}). For logistic regression the program's clipping disarms the rule: no row can lose more than −log(${publishedClip}) = ${significant(-Math.log(publishedClip))}, while ${divergenceFactor} times the first loss is ${significant(divergenceFactor * clipped[0]!)}. GD on BreastCancer with step size 1e-3 runs there for ${clipped.length - 1} iterations and ends at ${significant(clipped.at(-1)!)}; here it is ${cancer.status} after ${cancer.iterations} (loss ${significant(cancer.finalLoss)}).`,
  };
};

export const separable: Compute = async (lab) => {
  const refusals: string[] = [];
  for (const name of ['BreastCancer', 'a1a']) {
    const { dataset, model } = changed(lab, name, {});
    const curvature = { version: 1, kind: 'curvature', dataset, model, at: { kind: 'minimum' } };
    const refused = await lab.run(curvature).then(
      () => 'found',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    refusals.push(refused);
  }
  // A mean loss below log(2)/N leaves no row the log 2 that a wrong side costs: the line found separates the labels.
  const results = await lab.run({ ...changed(lab, 'BreastCancer', {}), record: ['loss', 'accuracy'] });
  const { n } = results.dataset;
  const ngd = runOf(results, 'ngd');
  const a1a = changed(lab, 'a1a', {}).dataset;
  const oneLabel = 'path' in a1a ? oneLabelColumns(a1a.path) : Number.NaN;
  const both = refusals.every((refusal) => refusal === refusals[0]);
  return {
    title: 'Data without a minimum',
    paper:
      'The text speaks of the minimum of its problems and does not say that two of its data sets have none.',
    here: `WDBC is linearly separable: NGD's parameters after 100 steps classify ${percent(ngd.series['accuracy']!.at(-1)!)} of its rows rightly, at a loss of ${significant(ngd.finalLoss, 3)}, below log(2)/N = ${significant(Math.LN2 / n, 3)}. ${oneLabel} columns of a1a are non-zero for one label only. So the minimum of both is at infinity. Asked for it, the lab answers ${both ? `both times "${refusals[0]!}"` : refusals.map((refusal) => `"${refusal}"`).join(' and ')}.`,
  };
};

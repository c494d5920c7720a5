/** fisher-lab merge DIR... --out DIR */

import { resolve } from 'node:path';
import { LabError } from '#contract/errors.ts';
import { finishedJobs } from '../../lab/bundle/restore.ts';
import { joinShards } from '../../lab/experiments/shard.ts';
import { readShardFolder } from '../../lab/results/shard-folder.ts';
import { runExperiment } from '../run-experiment.ts';
import { withLab, type Session } from '../session.ts';

/** Takes the cells of all parts and does what comes after them: fragility tests, best runs, results folder. */
export async function merge(session: Session, folders: readonly string[]): Promise<number> {
  const { terminal, options } = session;
  if (options.out === undefined) throw new LabError('invalid-input', 'merge: missing --out DIR');
  const out = resolve(terminal.directory, options.out);
  const parts = await Promise.all(
    folders.map((folder) => readShardFolder(resolve(terminal.directory, folder))),
  );
  const { cells, first } = joinShards(parts);
  return withLab(session, async (lab, hub) => {
    const { spec, dataset } = await lab.experiments.prepare(first.spec);
    if (dataset.sha256 !== first.file.dataset.sha256) {
      throw new LabError('invalid-input', 'merge: the data on this machine are not those of the parts');
    }
    const { kernel } = lab.environment;
    if (kernel !== first.file.environment.kernel) {
      const needed = first.file.environment.kernel;
      throw new LabError(
        'invalid-input',
        `merge: the parts ran on the ${needed} kernel; add --kernel ${needed}`,
      );
    }
    const { minimum, environment } = first.file;
    const results = { version: 1, spec, environment, dataset, runs: [], best: {}, minimum } as const;
    const finished = finishedJobs(spec, { ...results, runs: [] }, cells);
    const { code } = await runExperiment(session, lab, hub, { document: first.spec, out, finished });
    return code;
  });
}

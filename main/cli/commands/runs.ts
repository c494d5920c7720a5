/** fisher-lab runs list | show ID | export ID --out PATH */

import { resolve } from 'node:path';
import { LabError } from '#contract/errors.ts';
import { bundleSuffix } from '../../lab/bundle/archive.ts';
import { writeFileAtomic } from '../../lab/files/atomic.ts';
import type { Lab } from '../../lab/lab.ts';
import { summary } from '../run-experiment.ts';
import { withLab, type Session } from '../session.ts';
import { table } from '../table.ts';

export function runs(session: Session, [action, id]: readonly string[]): Promise<number> {
  const { terminal, options } = session;
  return withLab(session, async (lab) => {
    if (action === 'list' && id === undefined) {
      terminal.out(history(lab));
    } else if (action === 'show' && id !== undefined) {
      terminal.out(summary(lab.experiments.outcome(id), null));
    } else if (action === 'export' && id !== undefined) {
      if (options.out === undefined) throw new LabError('invalid-input', 'runs export: missing --out PATH');
      const out = resolve(terminal.directory, options.out);
      await exportTo(lab, id, out);
      terminal.out(`Results in ${out}\n`);
    } else {
      throw new LabError('invalid-input', 'runs: list, show ID, or export ID --out PATH');
    }
    return 0;
  });
}

/** A results folder, or one file where the name says so: .fisherlab, .zip. */
async function exportTo(lab: Lab, id: string, out: string): Promise<void> {
  if (out.endsWith(bundleSuffix)) {
    await writeFileAtomic(out, (await lab.bundles.write(id)).bytes);
  } else if (out.endsWith('.zip')) {
    const { signal } = new AbortController();
    await writeFileAtomic(out, (await lab.handlers['exports.results']({ id }, { signal })).bytes);
  } else {
    await lab.writeResults(id, out);
  }
}

function history(lab: Lab): string {
  const { experiments } = lab.experiments.list('', 1000, 0);
  if (experiments.length === 0) return 'The history is empty.\n';
  return table(
    ['id', 'started', 'status', 'kind', 'data set', 'optimizers', 'name'],
    experiments.map(({ id, createdAt, status, kind, datasetName, optimizers, name }) => [
      id,
      new Date(createdAt).toISOString().slice(0, 16).replace('T', ' '),
      status,
      kind,
      datasetName,
      optimizers.join(' '),
      name,
    ]),
  );
}

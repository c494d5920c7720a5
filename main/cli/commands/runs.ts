/** fisher-lab runs list | show ID | export ID --out PATH */

import { resolve } from 'node:path';
import { LabError } from '#contract/errors.ts';
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
      await lab.writeResults(id, out);
      terminal.out(`Results in ${out}\n`);
    } else {
      throw new LabError('invalid-input', 'runs: list, show ID, or export ID --out PATH');
    }
    return 0;
  });
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

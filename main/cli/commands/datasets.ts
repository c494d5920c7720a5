/** fisher-lab datasets list | show ID */

import { LabError } from '#contract/errors.ts';
import type { Lab } from '../../lab/lab.ts';
import { withLab, type Session } from '../session.ts';
import { table } from '../table.ts';

export function datasets(session: Session, [action, id]: readonly string[]): Promise<number> {
  const { terminal } = session;
  return withLab(session, async (lab) => {
    if (action === 'list' && id === undefined) terminal.out(await list(lab));
    else if (action === 'show' && id !== undefined) terminal.out(await show(lab, id));
    else throw new LabError('invalid-input', 'datasets: list, or show ID');
    return 0;
  });
}

const context = { signal: new AbortController().signal };

async function list(lab: Lab): Promise<string> {
  const { datasets: entries } = await lab.handlers['datasets.list']({}, context);
  return table(
    ['id', 'name', 'rows', 'features', 'task', 'target', 'available'],
    entries.map(({ id, name, n, features, task, target, available, hint }) => [
      id,
      name,
      n,
      features,
      task,
      target,
      available ? 'yes' : `no: ${hint}`,
    ]),
  );
}

async function show(lab: Lab, id: string): Promise<string> {
  const detail = await lab.handlers['datasets.show']({ id }, context);
  const { name, description, n, features, task, target, source, licence, sha256, rank, classCounts } = detail;
  const facts = [
    ['Rows', n],
    ['Features', features],
    ['Task', `${task} of ${target}`],
    ['Classes', classCounts.map(({ label, count }) => `${label} (${count})`).join(', ')],
    ['Rank with a bias column', rank],
    ['Source', source],
    ['Licence', licence],
    ['SHA-256', sha256],
  ] as const;
  const shown = facts.filter(([, value]) => value !== null && value !== '');
  const columns = table(
    ['column', 'role', 'type', 'minimum', 'maximum', 'mean', 'std. deviation', 'distinct', 'missing'],
    detail.columns.map((column) => [
      column.name,
      column.role,
      column.type,
      column.minimum,
      column.maximum,
      column.mean,
      column.standardDeviation,
      column.distinct,
      column.missing,
    ]),
  );
  const warnings = detail.warnings.map(({ message }) => `Note: ${message}\n`).join('');
  return `${name}\n${description}\n\n${shown.map(([key, value]) => `${key}: ${value}\n`).join('')}${warnings}\n${columns}`;
}

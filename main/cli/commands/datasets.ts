/** fisher-lab datasets list | show ID | import FILE | download ID */

import { resolve } from 'node:path';
import { importOptionsSchema } from '#contract/dataset-import.ts';
import type { DatasetEntry } from '#contract/dataset.ts';
import { LabError } from '#contract/errors.ts';
import { fileSource } from '../../lab/datasets/source.ts';
import type { Lab } from '../../lab/lab.ts';
import { withLab, type Session } from '../session.ts';
import { table } from '../table.ts';

export function datasets(session: Session, [action, operand]: readonly string[]): Promise<number> {
  const { terminal } = session;
  return withLab(session, async (lab, hub) => {
    if (action === 'list' && operand === undefined) {
      terminal.out(await list(lab));
      return 0;
    }
    if (operand === undefined) throw unknownAction();
    switch (action) {
      case 'show':
        terminal.out(await show(lab, operand));
        return 0;
      case 'import':
      case 'download': {
        const stop = new AbortController();
        const ignoreInterrupts = terminal.onInterrupt(() => stop.abort());
        const unsubscribe = hub.subscribe('datasets.progress', ({ stage, done }) => {
          if (terminal.interactive && done !== null)
            terminal.err(`\r\u001b[2K${stage} ${Math.floor(100 * done)}%`);
        });
        try {
          const dataset = await (action === 'import'
            ? importFile(session, lab, operand, stop.signal)
            : lab.datasets.imports.download(operand, stop.signal));
          if (terminal.interactive) terminal.err('\r\u001b[2K');
          terminal.out(`${describeEntry(dataset)}\n`);
          return 0;
        } catch (error) {
          if (!(error instanceof LabError) || error.code !== 'cancelled') throw error;
          terminal.err('interrupted; nothing was kept\n');
          return 130;
        } finally {
          unsubscribe();
          ignoreInterrupts();
        }
      }
      default:
        throw unknownAction();
    }
  });
}

const unknownAction = () =>
  new LabError('invalid-input', 'datasets: list, show ID, import FILE or download ID');

async function importFile(
  { terminal, options }: Session,
  lab: Lab,
  file: string,
  signal: AbortSignal,
): Promise<DatasetEntry> {
  const { target, task, name } = options;
  const source = await fileSource(resolve(terminal.directory, file)).catch((error: unknown) => {
    if (!(error instanceof LabError) || error.code !== 'not-found') throw error;
    throw new LabError('invalid-data', error.message, [], { cause: error });
  });
  const choice = importOptionsSchema.parse({ target, task });
  return lab.datasets.imports.import(source, { options: choice, name, task: file, signal });
}

const describeEntry = ({ id, name, n, features, task, target }: DatasetEntry) =>
  `${id}: ${name}, ${n} rows, ${features} features, ${task} target ${target}`;

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

/** fisher-lab datasets list | show ID | preview FILE | import FILE | download ID | update ID | export ID | remove ID */

import { resolve } from 'node:path';
import { datasetMethods } from '#contract/api/datasets.ts';
import type { ImportPreview } from '#contract/dataset-import.ts';
import type { DatasetEntry } from '#contract/dataset.ts';
import { issuesError, LabError } from '#contract/errors.ts';
import { describeIssues } from '#contract/issues.ts';
import { fillingByFeature, missingWords } from '#contract/missing-values.ts';
import { fileSource, type ByteSource } from '../../lab/datasets/source.ts';
import { writeFileAtomic } from '../../lab/files/atomic.ts';
import type { Lab } from '../../lab/lab.ts';
import type { EventHub } from '../../bridge/event-hub.ts';
import { importOptionsOf } from '../import-options.ts';
import { withLab, type Session } from '../session.ts';
import { counted, table } from '../table.ts';

type Action = (session: Session, lab: Lab, operand: string, hub: EventHub) => Promise<number>;

const actions: Readonly<Record<string, Action>> = {
  show: async ({ terminal }, lab, id) => {
    terminal.out(await show(lab, id));
    return 0;
  },
  preview: async ({ terminal, options }, lab, file) => {
    const choice = importOptionsOf(options);
    const preview = await lab.datasets.imports.preview(await sourceOf(terminal.directory, file), choice);
    terminal.out(previewText(preview));
    return preview.faultCount > 0 ? 3 : 0;
  },
  import: interruptible(async ({ terminal, options }, lab, file, signal) => {
    const choice = importOptionsOf(options);
    const source = await sourceOf(terminal.directory, file);
    // What becomes of texts and of columns left out is not seen from the counts alone; faults are told by the import.
    const { summary, faultCount } = await lab.datasets.imports.preview(source, choice, signal);
    if (faultCount === 0) terminal.err(`${summary}\n`);
    return lab.datasets.imports.import(source, { options: choice, name: options.name, task: file, signal });
  }),
  download: interruptible((_, lab, id, signal) => lab.datasets.imports.download(id, signal)),
  update: async ({ terminal, options: { name, description } }, lab, id) => {
    if (name === undefined && description === undefined) {
      throw new LabError('invalid-input', 'datasets update: missing --name S or --description S');
    }
    const change = datasetMethods['datasets.update'].params.safeParse({ id, name, description });
    if (!change.success)
      throw issuesError('invalid-input', describeIssues(change.error, { id, name, description }));
    const { dataset } = await lab.handlers['datasets.update'](change.data, context);
    terminal.out(`${describeEntry(dataset)}\n`);
    return 0;
  },
  export: async ({ terminal, options }, lab, id) => {
    const file = await lab.handlers['datasets.export']({ id }, context);
    const out = resolve(terminal.directory, options.out ?? file.name);
    await writeFileAtomic(out, file.bytes);
    terminal.out(`Written to ${out}\n`);
    return 0;
  },
  remove: async ({ terminal }, lab, id) => {
    await lab.handlers['datasets.remove']({ id }, context);
    terminal.out(`${id} is removed.\n`);
    return 0;
  },
};

const importing = [
  ...['target', 'task', 'class-one', 'missing', 'number', 'category', 'leave-out', 'use'],
  ...['format', 'encoding', 'separator', 'header', 'decimal'],
];
/** The options of each action; the others have none of their own. */
const optionsOfAction: Readonly<Record<string, readonly string[]>> = {
  preview: importing,
  import: [...importing, 'name'],
  update: ['name', 'description'],
  export: ['out'],
};

/** An option of another action would be ignored: it is refused instead. */
function checkOptions(action: string, options: Session['options']): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || name === 'data-dir' || optionsOfAction[action]?.includes(name)) continue;
    const owners = Object.keys(optionsOfAction).filter((other) => optionsOfAction[other]!.includes(name));
    throw new LabError(
      'invalid-input',
      `datasets ${action}: --${name} has no effect here; it is an option of ${owners.join(' and ')}`,
    );
  }
}

export function datasets(session: Session, [action, operand]: readonly string[]): Promise<number> {
  return withLab(session, async (lab, hub) => {
    if (action === 'list' && operand === undefined) {
      checkOptions(action, session.options);
      session.terminal.out(await list(lab));
      return 0;
    }
    const known = action !== undefined && Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (known === undefined || operand === undefined) {
      throw new LabError(
        'invalid-input',
        'datasets: list, show ID, preview FILE, import FILE, download ID, update ID, export ID or remove ID',
      );
    }
    checkOptions(action!, session.options);
    return known(session, lab, operand, hub);
  });
}

/** What may take long shows its progress, and stops at an interrupt. */
function interruptible(
  work: (session: Session, lab: Lab, operand: string, signal: AbortSignal) => Promise<DatasetEntry>,
): Action {
  return async (session, lab, operand, hub) => {
    const { terminal } = session;
    const stop = new AbortController();
    const ignoreInterrupts = terminal.onInterrupt(() => stop.abort());
    const unsubscribe = hub.subscribe('datasets.progress', ({ stage, done }) => {
      if (terminal.interactive && done !== null)
        terminal.err(`\r\u001b[2K${stage} ${Math.floor(100 * done)}%`);
    });
    try {
      const dataset = await work(session, lab, operand, stop.signal);
      if (terminal.interactive) terminal.err('\r\u001b[2K');
      terminal.out(`${describeEntry(dataset)}\n`);
      return 0;
    } catch (error) {
      if (terminal.interactive) terminal.err('\r\u001b[2K');
      if (!(error instanceof LabError) || error.code !== 'cancelled') throw error;
      terminal.err('interrupted; nothing was kept\n');
      return 130;
    } finally {
      unsubscribe();
      ignoreInterrupts();
    }
  };
}

async function sourceOf(directory: string, file: string): Promise<ByteSource> {
  return fileSource(resolve(directory, file)).catch((error: unknown) => {
    if (!(error instanceof LabError) || error.code !== 'not-found') throw error;
    throw new LabError('invalid-data', error.message, [], { cause: error });
  });
}

/** The decision, why, the columns, and what stands in the way. */
function previewText({
  summary,
  reasons,
  layout,
  columns,
  faults,
  faultCount,
  warnings,
  taskReason,
  task,
  classCounts,
}: ImportPreview): string {
  const notes = [
    ...reasons.map((reason) => `${layout.format}: ${reason}`),
    ...(taskReason === '' ? [] : [`${task}: ${taskReason}`]),
    ...(task === 'binary' && classCounts.length === 2
      ? [`binary: 0 stands for ${classCounts[0]!.label}, 1 for ${classCounts[1]!.label}`]
      : []),
    ...warnings.map(({ message }) => message),
  ];
  const shown = columns.slice(0, 100);
  const rows = shown.map(({ name, type, use, missing, becomes, note }) => [
    name,
    type,
    use,
    missing,
    becomes.length === 1 && becomes[0] === name ? '' : becomes.slice(0, 8).join(', '),
    note,
  ]);
  return [
    `${summary}\n`,
    ...notes.map((note) => `  ${note}\n`),
    ...(shown.length === 0
      ? []
      : ['\n', table(['column', 'type', 'use', 'missing', 'becomes', 'note'], rows)]),
    ...(columns.length > shown.length ? [`and ${columns.length - shown.length} columns more\n`] : []),
    ...(faultCount === 0 ? [] : ['\n', ...faults.map((fault) => `${fault}\n`)]),
    ...(faultCount > faults.length ? [`${faultCount} faults, the first ${faults.length} shown\n`] : []),
  ].join('');
}

const describeEntry = ({ id, name, n, features, task, target }: DatasetEntry) =>
  `${id}: ${name}, ${counted(n ?? 0, 'row')}, ${counted(features ?? 0, 'feature')}, ${task} target ${target}`;

const context = { signal: new AbortController().signal };

async function list(lab: Lab): Promise<string> {
  const { datasets: entries } = await lab.handlers['datasets.list']({}, context);
  const rows = table(
    ['id', 'name', 'rows', 'features', 'task', 'target', 'here'],
    entries.map(({ id, name, n, features, task, target, available }) => [
      id,
      name,
      n,
      features,
      task,
      target,
      available ? 'yes' : 'no',
    ]),
  );
  const hints = entries.filter(({ available }) => !available).map(({ hint }) => `\n${hint}\n`);
  return rows + hints.join('');
}

async function show(lab: Lab, id: string): Promise<string> {
  const detail = await lab.handlers['datasets.show']({ id }, context);
  const {
    name,
    description,
    n,
    features,
    task,
    target,
    source,
    licence,
    sha256,
    rank,
    classCounts,
    missing,
  } = detail;
  const facts = [
    ['Rows', n],
    ['Features', features],
    ['Task', `${task} of ${target}`],
    ['Classes', classCounts.map(({ label, count }) => `${label} (${count})`).join(', ')],
    ['Class 1', task === 'binary' ? (classCounts[1]?.label ?? null) : null],
    ['Rank with a bias column', rank],
    ['Missing values', missing === null ? null : missingWords(missing)],
    ['Source', source],
    ['Licence', licence],
    ['SHA-256', sha256],
  ] as const;
  const shown = facts.filter(([, value]) => value !== null && value !== '');
  const fillings = fillingByFeature(missing?.outcome?.filled ?? []);
  const missingOf = (column: (typeof detail.columns)[number]) => {
    const filling = column.role === 'feature' ? fillings.get(column.name) : undefined;
    return filling === undefined ? column.missing : `${filling.cells} filled in`;
  };
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
      missingOf(column),
    ]),
  );
  const warnings = detail.warnings.map(({ message }) => `Note: ${message}\n`).join('');
  return `${name}\n${description}\n\n${shown.map(([key, value]) => `${key}: ${value}\n`).join('')}${warnings}\n${columns}`;
}

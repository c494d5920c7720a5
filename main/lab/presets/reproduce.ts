/** Repeats a figure or a claim of the paper: its experiments, its figure, its verdicts, into a folder. */

import { join } from 'node:path';
import type { PresetTable, Verdict } from '#contract/api/presets.ts';
import { pictureSchema } from '#contract/picture.ts';
import { LabError } from '#contract/errors.ts';
import type { Figure } from '#figures/figure.ts';
import { themes } from '#figures/theme.ts';
import { writeFileAtomic } from '../files/atomic.ts';
import { csvLine } from '../results/csv.ts';
import { drawFigures } from '../results/plots.ts';
import type { PanelResult, PanelResults, PresetContext, PresetPanel } from './preset.ts';
import { presetDefinition } from './registry.ts';

export interface ReproduceOptions extends PresetContext {
  /** Runs a document to its end and writes its results folder where one is given. Rejects when it fails. */
  readonly run: (document: unknown, out: string | null) => Promise<PanelResult>;
  /** null: nothing is written. */
  readonly out: string | null;
  /** One line for a person. */
  readonly log: (line: string) => void;
}

export interface Reproduction {
  readonly id: string;
  readonly results: PanelResults;
  readonly verdicts: readonly Verdict[];
  readonly tables: readonly PresetTable[];
  readonly figures: readonly Figure[];
}

/**
 * Runs a preset's panels and those that follow from them. A panel whose data file is not there is skipped with a
 * line that says so. Throws LabError 'not-found' for an unknown name, and what `run` throws.
 */
export async function reproduce(id: string, options: ReproduceOptions): Promise<Reproduction> {
  const preset = presetDefinition(id);
  const results = new Map<string, PanelResult>();
  const folder = options.out === null ? null : join(options.out, id);
  options.log(`${id}: ${preset.title}`);
  for (const panel of preset.panels(options)) await runPanel(panel, results, folder, options);
  for (const panel of preset.followUp?.(results) ?? []) await runPanel(panel, results, folder, options);
  const reproduction: Reproduction = {
    id,
    results,
    verdicts: preset.verdicts(results),
    tables: preset.tables?.(results) ?? [],
    figures: results.size === 0 ? [] : preset.figures(results, themes.print),
  };
  for (const { holds, statement } of reproduction.verdicts) {
    options.log(`  ${holds === null ? '?' : holds ? 'yes' : 'NO'}  ${statement}`);
  }
  if (folder !== null) await writeReproduction(reproduction, preset.claim, folder);
  return reproduction;
}

async function runPanel(
  { panel, spec, optional }: PresetPanel,
  results: Map<string, PanelResult>,
  folder: string | null,
  { run, log }: ReproduceOptions,
): Promise<void> {
  try {
    results.set(panel, await run(spec, folder === null ? null : join(folder, panel)));
  } catch (error) {
    const missing =
      error instanceof LabError && (error.code === 'not-available' || error.code === 'not-found');
    if (optional !== true || !missing) throw error;
    log(`  ${panel}: skipped, ${error.message}`);
  }
}

async function writeReproduction(reproduction: Reproduction, claim: string, folder: string): Promise<void> {
  const { verdicts, tables, figures } = reproduction;
  for (const format of ['png', 'svg', 'pdf'] as const) {
    for (const { name, bytes } of await drawFigures(() => figures, pictureSchema.parse({ format }))) {
      await writeFileAtomic(join(folder, name), bytes);
    }
  }
  for (const { name, columns, rows } of tables) {
    const lines = rows.map((row) => csvLine(row.map(field)));
    await writeFileAtomic(join(folder, `${name}.csv`), [csvLine(columns), ...lines]);
  }
  await writeFileAtomic(join(folder, 'verdict.json'), `${JSON.stringify({ claim, verdicts }, null, 2)}\n`);
}

/** A cell of a table as CSV has it: numbers as numbers, with the hyphen that programs read. */
function field(cell: string): string | number {
  const number = Number(cell.replace('−', '-'));
  return cell === '' || Number.isNaN(number) ? cell : number;
}

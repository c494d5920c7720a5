/** What a preset is: experiment documents, a figure, and verdicts that are computed from the results. */

import type { GridColumns } from '#contract/api/experiments.ts';
import type { PresetTable, Verdict } from '#contract/api/presets.ts';
import type { ExperimentInput } from '#contract/experiment.ts';
import type { Results } from '#contract/results.ts';
import type { Figure } from '#figures/figure.ts';
import type { Theme } from '#figures/theme.ts';

export interface PresetPanel {
  readonly panel: string;
  readonly spec: ExperimentInput;
  /** Its data are a file that the user supplies: without it the panel is skipped. */
  readonly optional?: boolean;
}

export type DatasetReferenceInput = ExperimentInput['dataset'];

export interface PresetContext {
  /** published: the printed hyper-parameters; full: the paper's whole grid. */
  readonly search: 'published' | 'full';
  /** How a data set is named in the documents: by its id, or by the path of its file. */
  readonly dataset: (id: string) => DatasetReferenceInput;
  /** Path of a small data file that comes with the presets. */
  readonly file: (name: string) => string;
}

/** The results of a panel, with the cells of its searches. */
export interface PanelResult extends Results {
  readonly grids?: readonly GridColumns[];
}

/** Results by panel; panels that were skipped are not there. */
export type PanelResults = ReadonlyMap<string, PanelResult>;

export interface PresetDefinition {
  readonly id: string;
  readonly title: string;
  readonly claim: string;
  /** Where in the paper. */
  readonly section: string;
  readonly look: string;
  readonly onMyData: string | null;
  readonly panels: (context: PresetContext) => readonly PresetPanel[];
  /** Panels whose documents depend on the results of others (points of a path, for instance). */
  readonly followUp?: (results: PanelResults) => readonly PresetPanel[];
  readonly figures: (results: PanelResults, theme: Theme) => Figure[];
  readonly verdicts: (results: PanelResults) => Verdict[];
  readonly tables?: (results: PanelResults) => PresetTable[];
}

/** A verdict that needs some panels: undecided, with the reason, while one is missing. */
export function verdictOn(
  results: PanelResults,
  panels: readonly string[],
  decide: (...found: PanelResult[]) => Verdict,
): Verdict {
  const missing = panels.filter((panel) => !results.has(panel));
  if (missing.length > 0) {
    return { holds: null, statement: `Not decided: ${missing.join(', ')} did not run.` };
  }
  return decide(...panels.map((panel) => results.get(panel)!));
}

/** The run of an optimizer; throws when the results have none (a preset asked for its own optimizers). */
export function runOf({ runs }: Results, optimizer: string, repeat = 0) {
  const run = runs.find((candidate) => candidate.optimizer === optimizer && candidate.repeat === repeat);
  if (run === undefined) throw new Error(`no run of ${optimizer}`);
  return run;
}

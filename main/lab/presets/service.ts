/** The presets as the app sees them: the list, and what finished experiments say about a claim. */

import { join } from 'node:path';
import type { Handlers } from '#contract/api.ts';
import type { Preset } from '#contract/api/presets.ts';
import { figureSaidIn } from '#figures/said-in.ts';
import type { Theme } from '#figures/theme.ts';
import type { ExperimentOutcome } from '../experiments/records.ts';
import { drawFigures } from '../results/plots.ts';
import type { PanelResult, PanelResults, PresetContext } from './preset.ts';
import { presetDefinition, presetDefinitions } from './registry.ts';

type PresetHandlers = Pick<Handlers, Extract<keyof Handlers, `presets.${string}`>>;

/** The documents' context in the app: data sets by their id, the presets' own files beside the bundled ones. */
export function presetContext(datasetsDirectory: string, search: PresetContext['search']): PresetContext {
  return {
    search,
    dataset: (id) => ({ id }),
    file: (name) => join(datasetsDirectory, 'presets', name),
  };
}

/** The list, with the documents as they run with the printed hyper-parameters. */
export function listPresets(datasetsDirectory: string): Preset[] {
  const context = presetContext(datasetsDirectory, 'published');
  return presetDefinitions.map(({ id, title, claim, section, look, onMyData, panels }) => ({
    id,
    title,
    claim,
    section,
    look,
    onMyData,
    experiments: panels(context).map(({ panel, spec }) => ({ panel, spec })),
  }));
}

/** @param outcome of a stored experiment; throws LabError 'not-found' */
export function presetHandlers(
  presets: readonly Preset[],
  outcome: (id: string) => ExperimentOutcome,
): PresetHandlers {
  const resultsOf = (experiments: readonly { panel: string; id: string }[]): PanelResults =>
    new Map(
      experiments.flatMap(({ panel, id }): [string, PanelResult][] => {
        const { stored, results, grids } = outcome(id);
        return stored.summary.status === 'completed' ? [[panel, { ...results, grids }]] : [];
      }),
    );
  return {
    'presets.list': () => ({ presets: [...presets] }),
    'presets.judge': ({ id, experiments }) => {
      const preset = presetDefinition(id);
      const results = resultsOf(experiments);
      const known = new Set(experiments.map(({ panel }) => panel));
      return {
        verdicts: preset.verdicts(results),
        tables: preset.tables?.(results) ?? [],
        next: (preset.followUp?.(results) ?? [])
          .filter(({ panel }) => !known.has(panel))
          .map(({ panel, spec }) => ({ panel, spec })),
      };
    },
    'presets.draw': async ({ id, experiments, terminology, ...picture }) => {
      const preset = presetDefinition(id);
      const results = resultsOf(experiments);
      const figures = (theme: Theme) =>
        preset.figures(results, theme).map((figure) => figureSaidIn(figure, terminology));
      return { files: await drawFigures(figures, picture) };
    },
  };
}

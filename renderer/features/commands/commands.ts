/** Everything that can be done by name or by key: one list for the palette, the shortcuts and their help. */

import { computed, type ComputedRef } from 'vue';
import { optimizerKinds } from '#contract/optimizer-info.ts';
import { pictureFormats } from '#contract/picture.ts';
import { quantityNames } from '#contract/quantities.ts';
import { terminologies } from '#contract/terminology.ts';
import { xAxisLabels, xAxisNames } from '#figures/runs.ts';
import { methodWords, quantityWords, terminologyTitles } from '#figures/terminology.ts';
import { screens } from '../../screens.ts';
import { themeChoices, useAppearance } from '../../stores/appearance.ts';
import { useDashboard } from '../../stores/dashboard.ts';
import type { JsonObject } from '../../stores/document-path.ts';
import { useDraft } from '../../stores/draft.ts';
import { firstExperiment } from '../../stores/example.ts';
import { useExperiments } from '../../stores/experiments.ts';
import { useHistory } from '../../stores/history.ts';
import { useLive } from '../../stores/live.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { useTerms } from '../../stores/terms.ts';
import { useTour } from '../../stores/tour.ts';
import { useExperimentActions } from '../experiment/actions.ts';
import { newOptimizer } from '../experiment/optimizer-edits.ts';
import type { Shortcut } from './shortcut.ts';

export interface Command {
  readonly name: string;
  readonly group: 'Run' | 'Edit' | 'View' | 'Go to' | 'Export';
  readonly run: () => void;
  readonly shortcut?: Shortcut;
  /** Why it cannot be done now; null when it can. */
  readonly disabled?: string | null;
}

export function useCommands(): ComputedRef<readonly Command[]> {
  const actions = useExperimentActions();
  const appearance = useAppearance();
  const dashboard = useDashboard();
  const draft = useDraft();
  const experiments = useExperiments();
  const history = useHistory();
  const live = useLive();
  const navigation = useNavigation();
  const terms = useTerms();
  const tour = useTour();

  return computed<readonly Command[]>(() => {
    // What is not on screen is not undone: its change could not be seen.
    const inForm = navigation.screen === 'experiment';
    const inHistory = navigation.screen === 'history';
    const nothing = experiments.primary === null ? 'Run a comparison first' : null;
    return [
      {
        name: 'Run comparison',
        group: 'Run',
        run: () => void actions.run(),
        shortcut: { key: 'Enter', control: true },
        disabled: draft.issues[0]?.message ?? null,
      },
      {
        name: 'Cancel the run',
        group: 'Run',
        run: () => void actions.cancel(),
        shortcut: { key: '.', control: true },
        disabled: actions.running === null ? 'Nothing is running' : null,
      },
      {
        name: live.on ? 'Leave live mode' : 'Live mode',
        group: 'Run',
        run: () => (live.on = !live.on),
        shortcut: { key: 'l', control: true, shift: true },
        disabled: live.on ? null : live.reason,
      },
      {
        name: 'Undo',
        group: 'Edit',
        run: () => (inHistory ? history.undo() : draft.undo()),
        shortcut: { key: 'z', control: true },
        disabled: (inHistory ? history.canUndo : inForm && draft.canUndo) ? null : 'Nothing to undo',
      },
      {
        name: 'Redo',
        group: 'Edit',
        run: () => draft.redo(),
        shortcut: { key: 'z', control: true, shift: true },
        disabled: inForm && draft.canRedo ? null : 'Nothing to redo',
      },
      {
        name: 'New experiment',
        group: 'Edit',
        run: () => {
          draft.replace(firstExperiment);
          navigation.go('experiment');
        },
      },
      ...optimizerKinds.map((kind): Command => ({
        name: `Add optimizer: ${methodWords(kind, terms.terminology).name}`,
        group: 'Edit',
        run: () => {
          const optimizers = (draft.at(['optimizers']) ?? []) as JsonObject[];
          const ids = optimizers.map(({ id }) => String(id));
          draft.act(['optimizers'], [...optimizers, newOptimizer(kind, ids)]);
        },
      })),
      ...screens.map(({ name, label }, i): Command => ({
        name: label,
        group: 'Go to',
        run: () => navigation.go(name, name === 'experiment' ? experiments.shown.join('+') || null : null),
        shortcut: { key: String(i + 1), alt: true },
      })),
      ...themeChoices.map((choice): Command => ({
        name: { system: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' }[choice],
        group: 'View',
        run: () => (appearance.choice = choice),
      })),
      ...terminologies.map((choice): Command => ({
        name: `Terminology: ${terminologyTitles[choice].toLowerCase()}`,
        group: 'View',
        run: () => (terms.terminology = choice),
      })),
      { name: 'Show all runs', group: 'View', run: () => dashboard.setHidden([...dashboard.hidden], false) },
      ...xAxisNames.map((name): Command => ({
        name: `Against ${xAxisLabels[name].toLowerCase()}`,
        group: 'View',
        run: () => dashboard.setXAxis(name),
        disabled: dashboard.xAxes.includes(name) ? null : 'The runs did not record it',
      })),
      ...quantityNames
        .filter((name) => !dashboard.cards.some(({ quantity }) => quantity === name))
        .map((name): Command => ({
          name: `Add chart: ${quantityWords(name, terms.terminology).label}`,
          group: 'View',
          run: () => dashboard.add(name),
        })),
      { name: 'Take the tour', group: 'View', run: () => tour.start() },
      ...pictureFormats.map((format): Command => ({
        name: `Export plots as ${format.toUpperCase()}`,
        group: 'Export',
        run: () => void actions.savePlots(format),
        disabled: nothing,
        ...(format === 'png' ? { shortcut: { key: 'e', control: true } } : {}),
      })),
      {
        name: 'Export the results folder',
        group: 'Export',
        run: () => void actions.saveResults(),
        disabled: nothing,
      },
      ...actions.fileExports.map(({ label, run }): Command => ({
        name: `Export ${label}`,
        group: 'Export',
        run,
        disabled: nothing,
      })),
    ];
  });
}

/** Stored experiments once more: run as they were, opened in the form, or gone on with from where a run ended. */

import { defineStore } from 'pinia';
import type { ExperimentRecord } from '#contract/api/experiments.ts';
import { useLab } from '../lab.ts';
import type { JsonObject } from './document-path.ts';
import { useDraft } from './draft.ts';
import { useExperiments } from './experiments.ts';
import { formStateOf } from './form-state.ts';
import { useFormPanel } from './form-panel.ts';
import { useLive } from './live.ts';
import { useMessages } from './messages.ts';
import { useNavigation } from './navigation.ts';
import { shortDocument } from './short-document.ts';
import { bestRunOf, canContinue, continuedFrom } from './warm-start.ts';

export const useAgain = defineStore('again', () => {
  const { client } = useLab();
  const draft = useDraft();
  const experiments = useExperiments();
  const form = useFormPanel();
  const live = useLive();
  const messages = useMessages();
  const navigation = useNavigation();

  async function recordOf(id: string): Promise<ExperimentRecord> {
    return experiments.experiments.get(id)?.record ?? (await client.request('experiments.open', { id }));
  }
  /** The same document in the queue. */
  async function run(id: string): Promise<void> {
    const go = navigation.goFromHere();
    await messages.attempt('The experiment could not run again', async () => {
      live.on = false;
      const record = recordOf(id);
      const spec = record.then((found) => found.spec as JsonObject);
      const { id: started, isShown } = await experiments.startShown(spec);
      const { summary } = await record;
      if (isShown) go(summary.kind === 'curvature' ? 'curvature' : 'experiment', started);
    });
  }
  /** Its results on screen, and what it was in the form. */
  async function open(id: string): Promise<void> {
    live.on = false;
    await messages.attempt('The experiment could not be opened', async () => {
      const spec = (await recordOf(id)).spec as JsonObject;
      const isHeld = draft.isChecked && formStateOf(draft.resolved, [spec]) === 'same';
      look([id]);
      if (isHeld) return;
      draft.replace(shortDocument(spec));
      messages.show('done', 'The experiment is open, in the form too.', {
        ...undo,
        label: 'Undo in the form',
      });
    });
  }
  /** Their results on screen. Said also where they are already: a run that answers late then stays in the queue. */
  function look(ids: readonly string[]): void {
    void experiments.open(ids);
    navigation.go('experiment', ids.join('+'));
  }
  async function edit(id: string): Promise<void> {
    await messages.attempt('The experiment could not be opened in the form', async () => {
      show(shortDocument((await recordOf(id)).spec as JsonObject));
      messages.show('done', 'The experiment is open in the form.', undo);
    });
  }
  /** From the end of one run. */
  async function continueRun(id: string, index: number): Promise<void> {
    await messages.attempt('The run could not be gone on from', async () => {
      const { spec, runs } = await recordOf(id);
      const found = runs.find((run) => run.index === index);
      if (found === undefined || !canContinue(found)) throw new Error('It has no finite last parameters.');
      start(spec, found);
    });
  }
  /** From the end of an optimizer's best run. */
  async function continueOptimizer(id: string, optimizer: string): Promise<void> {
    await messages.attempt('The experiment could not be gone on from', async () => {
      const { spec, runs } = await recordOf(id);
      const found = bestRunOf(runs, optimizer);
      if (found === null) throw new Error(`No run of ${optimizer} has finite last parameters.`);
      start(spec, found);
    });
  }
  function start(spec: unknown, run: Parameters<typeof continuedFrom>[1]): void {
    show(continuedFrom(spec as JsonObject, run));
    messages.show('done', `The form starts where ${run.optimizer} ended. Run it, or change it first.`, undo);
  }
  function show(document: JsonObject): void {
    draft.replace(document);
    form.open();
    navigation.go('experiment', navigation.screen === 'experiment' ? navigation.subject : null);
  }
  const undo = { label: 'Undo', run: () => void draft.undo() };
  return { run, open, look, edit, continueRun, continueOptimizer };
});

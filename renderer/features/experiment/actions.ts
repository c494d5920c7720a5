/** What can be done with the experiment on screen: from its top bar, and from the desktop's menus. */

import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { Picture } from '#contract/picture.ts';
import { useLab } from '../../lab.ts';
import { useDatasets } from '../../stores/datasets.ts';
import { useDraft } from '../../stores/draft.ts';
import { isOver, useExperiments } from '../../stores/experiments.ts';
import { useFormPanel } from '../../stores/form-panel.ts';
import { useLive } from '../../stores/live.ts';
import { useMessages } from '../../stores/messages.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { useTerms } from '../../stores/terms.ts';
import { usePicture } from '../picture/picture-store.ts';
import { suggestedName } from './document-words.ts';
import { exportFile, exportPlots, fileExports, type FileExport } from './exports.ts';

export const useExperimentActions = defineStore('experiment-actions', () => {
  const { client, host } = useLab();
  const draft = useDraft();
  const datasets = useDatasets();
  const experiments = useExperiments();
  const form = useFormPanel();
  const live = useLive();
  const messages = useMessages();
  const terms = useTerms();
  const navigation = useNavigation();
  const picture = usePicture();
  const starting = ref(false);

  const running = computed(() => {
    const experiment = experiments.primary;
    return experiment !== null && !isOver(experiment.status) ? experiment : null;
  });
  const finished = computed(() => {
    const experiment = experiments.primary;
    return experiment !== null && isOver(experiment.status) ? experiment : null;
  });

  async function run(): Promise<void> {
    if (starting.value || draft.issues.length > 0) return;
    starting.value = true;
    live.on = false;
    // Over the charts it would hide what is about to appear.
    if (form.narrow) form.close();
    const go = navigation.goFromHere();
    await messages.attempt('The comparison could not start', async () => {
      const { document } = draft;
      const named = typeof document['name'] === 'string' && document['name'] !== '';
      const spec = named ? document : { ...document, name: suggestedName(document, datasets.entries) };
      const { id, isShown } = await experiments.startShown(spec);
      if (isShown) go('experiment', id);
    });
    starting.value = false;
  }
  async function cancel(): Promise<void> {
    if (running.value !== null) await experiments.cancel(running.value.id);
  }
  async function savePlots(format: Picture['format']): Promise<void> {
    const experiment = experiments.primary;
    if (experiment === null) return;
    await messages.attempt('The plots could not be exported', async () => {
      const count = await exportPlots(client, host, experiment.id, format, 'light', terms.terminology);
      messages.show('done', `${count} ${count === 1 ? 'plot' : 'plots'} exported.`);
    });
  }
  /** The same plots, after asking for their look and size. */
  function askForPlots(): void {
    const experiment = experiments.primary;
    if (experiment === null) return;
    picture.open({
      title: 'Plots of the experiment',
      note: 'As in the results folder: every run, the whole axes.',
      of: {
        draw: async (asked) => {
          const { terminology } = terms;
          return (await client.request('exports.plots', { id: experiment.id, terminology, ...asked })).files;
        },
      },
    });
  }
  async function saveFile(what: FileExport): Promise<void> {
    const experiment = experiments.primary;
    if (experiment === null) return;
    await messages.attempt(`The ${fileExports[what]} could not be exported`, async () => {
      messages.show('done', `${await exportFile(client, host, experiment.id, what)} exported.`);
    });
  }
  const saveResults = () => saveFile('results');
  /** A script that repeats one run without this app, as a file. */
  async function savePython(experiment: string, run: number): Promise<void> {
    await messages.attempt('The script could not be written', async () => {
      const file = await client.request('exports.python', { id: experiment, run });
      await host.save(file);
      messages.show('done', `${file.name} exported.`);
    });
  }
  /** The same script on the clipboard. */
  async function copyPython(experiment: string, run: number): Promise<void> {
    await messages.attempt('The script could not be written', async () => {
      const { bytes } = await client.request('exports.python', { id: experiment, run });
      await copy('Script', new TextDecoder().decode(bytes));
    });
  }
  async function copy(what: string, text: string): Promise<void> {
    await messages.attempt('Nothing was copied', async () => {
      await navigator.clipboard.writeText(text);
      messages.show('done', `${what} copied.`);
    });
  }
  const more = (Object.keys(fileExports) as FileExport[]).map((what) => ({
    label: fileExports[what],
    run: () => void saveFile(what),
  }));
  return {
    starting,
    running,
    finished,
    run,
    cancel,
    savePlots,
    askForPlots,
    saveResults,
    savePython,
    copyPython,
    copy,
    fileExports: more,
  };
});

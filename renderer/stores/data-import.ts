/** The one data file on its way in: brought to the lab, previewed under the user's options, imported. */

import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { ImportOptionsInput, ImportPreview } from '#contract/dataset-import.ts';
import { useLab } from '../lab.ts';
import { useMessages } from './messages.ts';
import { useNavigation } from './navigation.ts';

/** How a file comes to the lab; answers the upload's id. */
export type Bring = (progress: (share: number) => void, signal: AbortSignal) => Promise<string>;

export interface ImportStep {
  readonly stage: 'bringing' | 'preview' | 'importing';
  /** In words. */
  readonly doing: string;
  /** 0 to 1; null while its length is not known. */
  readonly done: number | null;
}

export const useDataImport = defineStore('data-import', () => {
  const { client } = useLab();
  const messages = useMessages();
  const navigation = useNavigation();

  /** Of the file; null while none is on its way. */
  const fileName = ref<string | null>(null);
  const step = shallowRef<ImportStep>({ stage: 'bringing', doing: '', done: null });
  const preview = shallowRef<ImportPreview | null>(null);
  const options = shallowRef<ImportOptionsInput>({});
  const previewing = ref(false);
  const error = ref<string | null>(null);
  let upload: string | null = null;
  /** Of what is under way for the whole file; another file or closing aborts it. */
  let work = new AbortController();
  let look = new AbortController();

  client.subscribe('datasets.progress', ({ task, stage, done }) => {
    if (task !== upload || step.value.stage !== 'importing') return;
    step.value = { stage: 'importing', doing: stage === 'reading' ? 'Reading' : 'Storing', done };
  });

  /** Brings a file and shows what it would become. One that is still on its way is given up. */
  async function begin(name: string, bring: Bring): Promise<void> {
    close();
    const mine = (work = new AbortController());
    fileName.value = name;
    step.value = { stage: 'bringing', doing: 'Bringing the file to the lab', done: 0 };
    try {
      const brought = await bring((done) => {
        if (!mine.signal.aborted) step.value = { ...step.value, done };
      }, mine.signal);
      if (mine.signal.aborted) return discard(brought);
      upload = brought;
      await change({});
    } catch (reason) {
      if (mine.signal.aborted) return;
      fileName.value = null;
      messages.show('error', `${name}: ${wordsOf(reason)}`);
    }
  }

  /** Asks for the preview under other options. */
  async function change(next: ImportOptionsInput): Promise<void> {
    if (upload === null) return;
    options.value = next;
    look.abort();
    const mine = (look = new AbortController());
    previewing.value = true;
    try {
      const found = await client.request(
        'datasets.preview',
        { upload, options: next },
        { signal: mine.signal },
      );
      if (mine.signal.aborted) return;
      preview.value = found;
      error.value = null;
    } catch (reason) {
      if (mine.signal.aborted) return;
      error.value = wordsOf(reason);
    }
    step.value = { stage: 'preview', doing: '', done: null };
    previewing.value = false;
  }

  /** Imports under the options shown, and opens the new set. After a failure other options can be tried. */
  async function confirm(name: string): Promise<void> {
    const id = upload;
    if (id === null) return;
    const mine = (work = new AbortController());
    const go = navigation.goFromHere();
    error.value = null;
    step.value = { stage: 'importing', doing: 'Reading', done: null };
    try {
      const { dataset } = await client.request(
        'datasets.import',
        { upload: id, options: options.value, ...(name.trim() === '' ? {} : { name: name.trim() }) },
        { signal: mine.signal },
      );
      upload = null;
      if (mine === work) close();
      messages.show('done', `Imported as ${dataset.name}.`);
      go('datasets', dataset.id);
    } catch (reason) {
      if (id !== upload) return;
      error.value = mine.signal.aborted ? null : wordsOf(reason);
      step.value = { stage: 'preview', doing: '', done: null };
    }
  }

  /** Stops an import; its options are there to be changed. */
  function cancelImport(): void {
    work.abort();
  }

  /** Gives the file up; nothing of it stays. */
  function close(): void {
    work.abort();
    look.abort();
    if (upload !== null) discard(upload);
    upload = null;
    fileName.value = null;
    preview.value = null;
    previewing.value = false;
    options.value = {};
    error.value = null;
  }
  function discard(id: string): void {
    client.request('datasets.discardUpload', { upload: id }).catch(() => undefined); // swept at the next start
  }

  return { fileName, step, preview, options, previewing, error, begin, change, confirm, cancelImport, close };
});

function wordsOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

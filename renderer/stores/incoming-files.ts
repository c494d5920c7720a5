/** A file dropped on the window or chosen in a dialog: an experiment opens in the form, data in the import dialog. */

import { defineStore } from 'pinia';
import { uploadChunkBytes } from '#contract/api/datasets.ts';
import { useLab } from '../lab.ts';
import { useDataImport } from './data-import.ts';
import { outlineIssues } from './document-outline.ts';
import { useDraft } from './draft.ts';
import { useFormPanel } from './form-panel.ts';
import { useMessages } from './messages.ts';
import { useNavigation } from './navigation.ts';

/** A larger document is data, and is not brought into the window as a whole. */
const mostExperimentBytes = 8 * 1024 * 1024;

export const useIncomingFiles = defineStore('incoming-files', () => {
  const { client, host } = useLab();
  const dataImport = useDataImport();
  const draft = useDraft();
  const form = useFormPanel();
  const messages = useMessages();
  const navigation = useNavigation();

  async function take(file: File): Promise<void> {
    if (/\.fisherlab$/i.test(file.name))
      return takeBundle(file.name, new Uint8Array(await file.arrayBuffer()));
    const mayBeExperiment = /\.json$/i.test(file.name) && file.size <= mostExperimentBytes;
    if (mayBeExperiment && takeText(file.name, await file.text())) return;
    await dataImport.begin(file.name, (progress, signal) => send(file, progress, signal));
  }
  /** One file at a time has a dialog or the form: of several the first is taken, and that is said. */
  async function takeFirst(files: readonly File[]): Promise<void> {
    const [first] = files;
    if (first === undefined) return;
    if (files.length > 1) {
      messages.show(
        'error',
        `${files.length} files came at once, and only ${first.name} is taken: bring the others one by one.`,
      );
    }
    await take(first);
  }
  /** A file, an experiment's document or a table, as it was copied. */
  async function takePasted(clipboard: DataTransfer): Promise<void> {
    const files = [...clipboard.files];
    if (files.length > 0) return takeFirst(files);
    const text = clipboard.getData('text/plain');
    if (text.trim() === '' || takeText('The pasted text', text)) return;
    await take(new File([text], 'pasted.txt', { type: 'text/plain' }));
  }
  /** An experiment with its results from another machine: into the history, and on screen. */
  async function takeBundle(name: string, bytes: Uint8Array): Promise<void> {
    const go = navigation.goFromHere();
    await messages.attempt(name, async () => {
      const { id, notes } = await client.request('bundles.open', { bytes });
      go('experiment', id);
      messages.show('done', [`${name} is in the history.`, ...notes].join('\n'));
    });
  }
  /** Whether the text is meant as an experiment: it then is the draft, or what is wrong with it is said. */
  function takeText(name: string, text: string): boolean {
    const document = parseObject(text);
    if (document === null || !('dataset' in document)) return false;
    const issues = outlineIssues(document);
    if (issues.length > 0) {
      messages.show(
        'error',
        [`${name} is not an experiment:`, ...issues.map((issue) => issue.message)].join('\n'),
      );
      return true;
    }
    draft.replace(document);
    form.open();
    navigation.go('experiment');
    messages.show('done', `${name} is open in the form.`);
    return true;
  }
  /** A data file of this machine, by its path. */
  function takePath(path: string): void {
    void dataImport.begin(path.split(/[\\/]/).at(-1) ?? path, () => open(path));
  }

  async function open(path: string): Promise<string> {
    return (await client.request('datasets.openFile', { path })).upload;
  }
  /** Brings the file to the lab: by its path where the shell knows it, else chunk by chunk. */
  async function send(file: File, progress: (share: number) => void, signal: AbortSignal): Promise<string> {
    const path = host.pathOf(file);
    if (path !== null) return open(path);
    const { upload } = await client.request('datasets.beginUpload', { name: file.name, size: file.size });
    try {
      for (let offset = 0; offset < file.size; offset += uploadChunkBytes) {
        signal.throwIfAborted();
        const bytes = new Uint8Array(await file.slice(offset, offset + uploadChunkBytes).arrayBuffer());
        await client.request('datasets.upload', { upload, offset, bytes });
        progress(Math.min(1, (offset + bytes.length) / file.size));
      }
    } catch (error) {
      client.request('datasets.discardUpload', { upload }).catch(() => undefined); // swept at the next start
      throw error;
    }
    return upload;
  }
  return { take, takeFirst, takePasted, takeBundle, takeText, takePath };
});

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** Asks for one file; null when the dialog is closed without one. */
export function chooseFile(): Promise<File | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null), { once: true });
    input.addEventListener('cancel', () => resolve(null), { once: true });
    input.click();
  });
}

/** A data file dropped on the window or chosen in a dialog: where it goes. */

import { defineStore } from 'pinia';
import { useLab } from '../lab.ts';
import { useDraft } from './draft.ts';
import { useMessages } from './messages.ts';
import { useNavigation } from './navigation.ts';

export const useIncomingFiles = defineStore('incoming-files', () => {
  const { host } = useLab();
  const draft = useDraft();
  const messages = useMessages();
  const navigation = useNavigation();

  /** An experiment file becomes the draft; a data file becomes its data set. */
  async function take(file: File): Promise<void> {
    if (/\.(json|fisherlab)$/i.test(file.name) && takeText(file.name, await file.text())) return;
    const path = host.pathOf(file);
    if (path === null) {
      messages.show(
        'error',
        `${file.name}: in the browser a data file cannot be read from its path. Start the lab with the file's folder, or use the desktop window.`,
      );
      return;
    }
    takePath(path);
  }
  /** Whether the text is an experiment, which then is the draft. */
  function takeText(name: string, text: string): boolean {
    const document = parseObject(text);
    if (document === null || !('dataset' in document)) return false;
    draft.replace(document);
    navigation.go('experiment');
    messages.show('done', `${name} is open in the form.`);
    return true;
  }
  function takePath(path: string): void {
    draft.edit(['dataset'], { path });
    navigation.go('experiment');
  }
  return { take, takeText, takePath };
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

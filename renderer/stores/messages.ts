/** Short messages to the user: what was done, what went wrong. Errors stay until dismissed. */

import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

export interface Message {
  readonly id: number;
  readonly tone: 'done' | 'error';
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

export const useMessages = defineStore('messages', () => {
  const messages = shallowRef<readonly Message[]>([]);
  let nextId = 0;

  function show(tone: Message['tone'], text: string, action?: Message['action']): void {
    const message: Message = { id: nextId++, tone, text, ...(action === undefined ? {} : { action }) };
    messages.value = [...messages.value.slice(-3), message];
    if (tone === 'done') setTimeout(() => dismiss(message.id), action === undefined ? 4000 : 10_000);
  }
  function dismiss(id: number): void {
    messages.value = messages.value.filter((message) => message.id !== id);
  }
  /** Runs an action and shows what went wrong with it. */
  async function attempt(what: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'cancelled') return;
      show('error', `${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { messages, show, dismiss, attempt };
});

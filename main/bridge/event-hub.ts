/** Carries the services' events to whoever listens: the connected windows, and the desktop shell itself. */

import type { EventData, EventName, EventSink } from '#contract/api.ts';

type Listener = (data: unknown) => void;

export class EventHub implements EventSink {
  readonly #listeners = new Map<EventName, Set<Listener>>();

  emit<E extends EventName>(event: E, data: EventData<E>): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(data);
  }

  /** Calls `listener` at every such event until the returned function is called. */
  subscribe<E extends EventName>(event: E, listener: (data: EventData<E>) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners);
    // One entry a subscription, also when the same function subscribes twice.
    const entry: Listener = (data) => {
      listener(data as EventData<E>);
    };
    listeners.add(entry);
    return () => listeners.delete(entry);
  }
}

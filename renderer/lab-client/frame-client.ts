/** The lab as the renderer sees it: requests and events over whatever carries frames. */

import type {
  EventData,
  EventName,
  LabClient,
  MethodInput,
  MethodName,
  MethodResult,
} from '#contract/api.ts';
import { LabError, type ErrorCode } from '#contract/errors.ts';
import {
  decodeFrame,
  encodeFrame,
  maximumFrameBytes,
  protocolVersion,
  type Frame,
} from '#contract/frames.ts';

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: LabError) => void;
  readonly stopListening: () => void;
}

type Listener = (data: unknown) => void;

export class FrameClient implements LabClient {
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<EventName, Set<Listener>>();
  /** Request frames made while there is no connection, by id. */
  readonly #unsent = new Map<number, Uint8Array<ArrayBuffer>>();
  #send: ((frame: Uint8Array<ArrayBuffer>) => void) | null = null;
  #lastId = 0;

  request<M extends MethodName>(
    method: M,
    params: MethodInput<M>,
    options: { signal?: AbortSignal } = {},
  ): Promise<MethodResult<M>> {
    const { signal } = options;
    const id = ++this.#lastId;
    return new Promise<unknown>((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(cancelled());
        return;
      }
      const frame = encode({ type: 'request', version: protocolVersion, id, method, params });
      if (frame.byteLength > maximumFrameBytes) {
        reject(new LabError('too-large', `More than ${maximumFrameBytes / 2 ** 20} MB in one request.`));
        return;
      }
      const onAbort = () => {
        if (!this.#unsent.delete(id)) this.#send?.(encode({ type: 'cancel', version: protocolVersion, id }));
        this.#settle(id)?.reject(cancelled());
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.set(id, {
        resolve,
        reject,
        stopListening: () => signal?.removeEventListener('abort', onAbort),
      });
      if (this.#send === null) this.#unsent.set(id, frame);
      else this.#send(frame);
    }) as Promise<MethodResult<M>>;
  }

  subscribe<E extends EventName>(event: E, listener: (data: EventData<E>) => void): () => void {
    let listeners = this.#listeners.get(event);
    if (listeners === undefined) {
      listeners = new Set();
      this.#listeners.set(event, listeners);
      this.#send?.(encode({ type: 'subscribe', version: protocolVersion, event }));
    }
    const entry: Listener = (data) => {
      listener(data as EventData<E>);
    };
    const subscribed = listeners;
    subscribed.add(entry);
    return () => {
      if (!subscribed.delete(entry) || subscribed.size > 0) return;
      this.#listeners.delete(event);
      this.#send?.(encode({ type: 'unsubscribe', version: protocolVersion, event }));
    };
  }

  /** A connection is there: subscribes again and sends what waited for it. */
  connected(send: (frame: Uint8Array<ArrayBuffer>) => void): void {
    this.#send = send;
    for (const event of this.#listeners.keys()) {
      send(encode({ type: 'subscribe', version: protocolVersion, event }));
    }
    for (const frame of this.#unsent.values()) send(frame);
    this.#unsent.clear();
  }

  /** The connection is gone: what was sent on it will not be answered; what was not yet sent waits for the next. */
  disconnected(): void {
    this.#send = null;
    for (const id of [...this.#waiting.keys()]) {
      if (this.#unsent.has(id)) continue;
      this.#settle(id)?.reject(
        new LabError('disconnected', 'The lab went away before it answered. Check that it is still running.'),
      );
    }
  }

  /** No connection will come: everything that waits is refused. */
  refused(error: LabError): void {
    this.disconnected();
    this.#unsent.clear();
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(error);
  }

  receive(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes) as Frame;
    switch (frame.type) {
      case 'reply':
        this.#settle(frame.id)?.resolve(frame.result);
        return;
      case 'error':
        this.#settle(frame.id)?.reject(new LabError(frame.code as ErrorCode, frame.message, frame.issues));
        return;
      case 'event':
        for (const listener of [...(this.#listeners.get(frame.event as EventName) ?? [])]) {
          listener(frame.data);
        }
        return;
      default:
        return;
    }
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.stopListening();
    return waiting;
  }
}

function encode(frame: Frame): Uint8Array<ArrayBuffer> {
  return encodeFrame(frame);
}

function cancelled(): LabError {
  return new LabError('cancelled', 'Cancelled.');
}

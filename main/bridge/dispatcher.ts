/**
 * The one place that answers the renderer, whichever way its frames come: requests are checked against the contract,
 * handed to the lab's handlers, and their results checked on the way back; events go to those who subscribed.
 */

import { events, methods, type EventName, type Handlers, type MethodName } from '#contract/api.ts';
import { issuesError, LabError } from '#contract/errors.ts';
import { encodeFrame, maximumFrameBytes, protocolVersion, type Frame } from '#contract/frames.ts';
import { describeIssues } from '#contract/issues.ts';
import { readClientFrame, type ClientFrame } from './client-frame.ts';
import type { EventHub } from './event-hub.ts';

/** Requests of one connection that may run at the same time. */
export const maximumRequests = 256;

/** The other end of a connection, as a transport provides it. */
export interface Peer {
  send(frame: Uint8Array<ArrayBuffer>): void;
  /** The peer broke the protocol: nothing that it says after that is to be believed. */
  close(reason: string): void;
}

export interface Connection {
  receive(frame: Uint8Array): void;
  /** The peer is gone: cancels its requests and ends its subscriptions. */
  end(): void;
}

export interface DispatcherOptions {
  readonly handlers: Handlers;
  readonly hub: EventHub;
  /** Told of every failure that no one foresaw: a defect, for the log. */
  readonly onDefect: (error: unknown, method: string) => void;
}

export interface Dispatcher {
  connect(peer: Peer): Connection;
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  return { connect: (peer) => connect(options, peer) };
}

function connect({ handlers, hub, onDefect }: DispatcherOptions, peer: Peer): Connection {
  const running = new Map<number, AbortController>();
  const subscriptions = new Map<EventName, () => void>();
  let open = true;

  const send = (frame: Frame): void => {
    if (open) peer.send(encodeFrame(frame));
  };
  const sendError = (id: number, error: LabError): void => {
    const { code, message, issues } = error;
    send({ type: 'error', version: protocolVersion, id, code, message, issues });
  };

  const end = (): void => {
    open = false;
    for (const controller of running.values()) controller.abort();
    running.clear();
    for (const unsubscribe of subscriptions.values()) unsubscribe();
    subscriptions.clear();
  };

  /** Says what is wrong and ends the connection. */
  const refuse = (error: LabError): void => {
    sendError(0, error);
    end();
    peer.close(error.message);
  };

  const request = async ({ id, method, params }: Extract<ClientFrame, { type: 'request' }>) => {
    if (running.has(id)) throw new LabError('protocol', `Request ${id} is still running.`);
    if (running.size >= maximumRequests) {
      throw new LabError('too-large', `More than ${maximumRequests} requests at once.`);
    }
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const result = await answer(handlers, method, params, controller.signal);
      const reply = encodeFrame({ type: 'reply', version: protocolVersion, id, result } satisfies Frame);
      if (reply.byteLength > maximumFrameBytes) {
        throw new LabError(
          'too-large',
          `The answer to ${method} has ${Math.ceil(reply.byteLength / 2 ** 20)} MB, more than ${maximumFrameBytes / 2 ** 20} MB.`,
        );
      }
      if (open) peer.send(reply);
    } finally {
      // `end` and a later request may have put another in its place.
      if (running.get(id) === controller) running.delete(id);
    }
  };

  const subscribe = (name: string): void => {
    const event = eventNamed(name);
    if (subscriptions.has(event)) return;
    subscriptions.set(
      event,
      hub.subscribe(event, (data) => {
        send({ type: 'event', version: protocolVersion, event, data });
      }),
    );
  };

  const act = (frame: ClientFrame): void => {
    switch (frame.type) {
      case 'request':
        request(frame).catch((error: unknown) => {
          const told = asLabError(error);
          if (told.code === 'internal') onDefect(error, frame.method);
          sendError(frame.id, told);
        });
        return;
      case 'cancel':
        running.get(frame.id)?.abort();
        return;
      case 'subscribe':
        subscribe(frame.event);
        return;
      case 'unsubscribe': {
        const event = eventNamed(frame.event);
        subscriptions.get(event)?.();
        subscriptions.delete(event);
        return;
      }
    }
  };

  return {
    receive(bytes) {
      if (!open) return;
      try {
        const frame = readClientFrame(bytes);
        if (frame.version !== protocolVersion) {
          throw new LabError(
            'protocol',
            `Protocol version ${frame.version} is not ${protocolVersion}: reload the page.`,
          );
        }
        act(frame);
      } catch (error) {
        refuse(asLabError(error));
      }
    },
    end,
  };
}

/** Checks the parameters, asks the handler, checks its result. */
async function answer(
  handlers: Handlers,
  method: string,
  input: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  if (!Object.hasOwn(methods, method)) {
    throw new LabError('protocol', `${JSON.stringify(method)} is not a method of the lab.`);
  }
  const name = method as MethodName;
  const params = methods[name].params.safeParse(input);
  if (!params.success) throw issuesError('invalid-input', describeIssues(params.error, input));
  const handler = handlers[name] as (params: unknown, context: { readonly signal: AbortSignal }) => unknown;
  const result = methods[name].result.safeParse(await handler(params.data, { signal }));
  if (!result.success) {
    throw new TypeError(`the result of ${method} breaks the contract: ${result.error.message}`);
  }
  return result.data;
}

function eventNamed(name: string): EventName {
  if (!Object.hasOwn(events, name)) {
    throw new LabError('protocol', `${JSON.stringify(name)} is not an event of the lab.`);
  }
  return name as EventName;
}

/** What crosses for a defect: that there was one, without its stack (which the log has). */
function asLabError(error: unknown): LabError {
  if (error instanceof LabError) return error;
  if (error instanceof Error && error.name === 'AbortError') return new LabError('cancelled', 'Cancelled.');
  const message = error instanceof Error ? error.message : String(error);
  return new LabError('internal', `The lab failed unexpectedly: ${message}`);
}

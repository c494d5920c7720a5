/** The lab's whole API: every request and every event, and their types. */

import type { z } from 'zod';
import { appMethods } from './api/app.ts';
import { datasetEvents, datasetMethods } from './api/datasets.ts';
import { experimentEvents, experimentMethods } from './api/experiments.ts';
import { exportMethods } from './api/exports.ts';
import { liveMethods } from './api/live.ts';
import { presetMethods } from './api/presets.ts';

export const methods = {
  ...appMethods,
  ...datasetMethods,
  ...experimentMethods,
  ...exportMethods,
  ...liveMethods,
  ...presetMethods,
} as const;

export const events = { ...experimentEvents, ...datasetEvents } as const;

export type MethodName = keyof typeof methods;
export type EventName = keyof typeof events;
export type MethodInput<M extends MethodName> = z.input<(typeof methods)[M]['params']>;
export type MethodParams<M extends MethodName> = z.output<(typeof methods)[M]['params']>;
export type MethodResult<M extends MethodName> = z.output<(typeof methods)[M]['result']>;
export type EventData<E extends EventName> = z.output<(typeof events)[E]>;

/** What answers the requests: one handler a method. */
export type Handlers = {
  readonly [M in MethodName]: (
    params: MethodParams<M>,
    context: RequestContext,
  ) => Promise<MethodResult<M>> | MethodResult<M>;
};

export interface RequestContext {
  /** Aborted when the caller cancels or goes away. */
  readonly signal: AbortSignal;
}

/** How services tell the renderer that something happened. */
export interface EventSink {
  emit<E extends EventName>(event: E, data: EventData<E>): void;
}

/** The renderer's only way to the lab. */
export interface LabClient {
  request<M extends MethodName>(
    method: M,
    params: MethodInput<M>,
    options?: { signal?: AbortSignal },
  ): Promise<MethodResult<M>>;
  subscribe<E extends EventName>(event: E, listener: (data: EventData<E>) => void): () => void;
}

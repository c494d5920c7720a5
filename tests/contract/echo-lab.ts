/** A lab whose handlers give back what they get: what survives it, survives the way there and back. */

import type { Handlers } from '#contract/api.ts';
import { LabError } from '#contract/errors.ts';
import { createDispatcher, type Dispatcher } from '#main/bridge/dispatcher.ts';
import { EventHub } from '#main/bridge/event-hub.ts';

export interface EchoLab {
  readonly dispatcher: Dispatcher;
  readonly hub: EventHub;
  /** The documents that experiments.check was asked about. */
  readonly checked: unknown[];
  /** Signals of the requests that never end by themselves (presets.list). */
  readonly waiting: AbortSignal[];
  readonly defects: unknown[];
}

export function createEchoLab(): EchoLab {
  const checked: unknown[] = [];
  const waiting: AbortSignal[] = [];
  const defects: unknown[] = [];
  const hub = new EventHub();
  const handlers: Partial<Handlers> = {
    'experiments.check': ({ spec }) => {
      checked.push(spec);
      return { ok: true, issues: [], spec, parameters: null };
    },
    'exports.results': () => ({
      name: 'results.zip',
      type: 'application/zip',
      bytes: Uint8Array.from({ length: 100_003 }, (_, i) => i % 251),
    }),
    'datasets.show': ({ id }) => {
      throw new LabError('not-found', `no data set ${id}`, [{ path: 'id', message: `id: ${id} is unknown` }]);
    },
    'datasets.list': () => {
      throw new TypeError('a defect');
    },
    'presets.list': (_params, { signal }) =>
      new Promise((_resolve, reject) => {
        waiting.push(signal);
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      }),
  };
  const dispatcher = createDispatcher({
    handlers: handlers as Handlers,
    hub,
    onDefect: (error) => defects.push(error),
  });
  return { dispatcher, hub, checked, waiting, defects };
}

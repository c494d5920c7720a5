/** A lab with the dispatcher in front of it, as both shells need it. */

import { createDispatcher, type Dispatcher } from './bridge/dispatcher.ts';
import { EventHub } from './bridge/event-hub.ts';
import { createLab, type Lab } from './lab/lab.ts';
import type { Places } from './places.ts';
import { appVersion } from './version.ts';

export interface OpenLabOptions {
  readonly places: Places;
  readonly dataDirectory: string;
  readonly shell: 'electron' | 'browser';
  /** Told of every failure that no one foresaw: a defect, for the log. */
  readonly onDefect: (error: unknown, method: string) => void;
}

export interface OpenLab {
  readonly lab: Lab;
  readonly hub: EventHub;
  readonly dispatcher: Dispatcher;
}

/** Throws LabError 'storage' when the data folder cannot be used. */
export async function openLab({ places, dataDirectory, shell, onDefect }: OpenLabOptions): Promise<OpenLab> {
  const hub = new EventHub();
  const lab = await createLab({
    dataDirectory,
    workerFile: places.workerFile,
    datasetsDirectory: places.datasetsDirectory,
    sink: hub,
    shell,
    version: appVersion,
  });
  return { lab, hub, dispatcher: createDispatcher({ handlers: lab.handlers, hub, onDefect }) };
}

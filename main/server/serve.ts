/** The browser mode as a whole: a lab, its dispatcher, the server. */

import { createLab } from '../lab/lab.ts';
import { createDispatcher } from '../bridge/dispatcher.ts';
import { EventHub } from '../bridge/event-hub.ts';
import type { Places } from '../places.ts';
import { appVersion } from '../version.ts';
import { startServer, type RunningServer } from './server.ts';

export interface ServeOptions {
  readonly places: Places;
  readonly dataDirectory: string;
  /** 0: any free one. */
  readonly port: number;
  /** Told of every failure that is no LabError. */
  readonly onDefect: (error: unknown, method: string) => void;
}

/** Starts a lab and its server; `close` ends both, what runs is cancelled and keeps what it computed. */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { places, dataDirectory, port, onDefect } = options;
  const hub = new EventHub();
  const lab = await createLab({
    dataDirectory,
    workerFile: places.workerFile,
    datasetsDirectory: places.datasetsDirectory,
    sink: hub,
    shell: 'browser',
    version: appVersion,
  });
  try {
    const dispatcher = createDispatcher({ handlers: lab.handlers, hub, onDefect });
    const server = await startServer({ dispatcher, rendererDirectory: places.rendererDirectory, port });
    return {
      ...server,
      async close() {
        await server.close();
        await lab.close();
      },
    };
  } catch (error) {
    await lab.close();
    throw error;
  }
}

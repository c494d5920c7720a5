/** The browser mode as a whole: a lab, its dispatcher, the server. */

import { openLab, type OpenLabOptions } from '../open-lab.ts';
import { startServer, type RunningServer } from './server.ts';

export interface ServeOptions extends Omit<OpenLabOptions, 'shell'> {
  /** 0: any free one. null: the usual one, or any free one where that is taken. */
  readonly port: number | null;
}

/** Starts a lab and its server; `close` ends both, what runs is cancelled and keeps what it computed. */
export async function serve({ port, ...options }: ServeOptions): Promise<RunningServer> {
  const { lab, dispatcher } = await openLab({ ...options, shell: 'browser' });
  try {
    const { rendererDirectory } = options.places;
    const server = await startServer({ dispatcher, rendererDirectory, port });
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

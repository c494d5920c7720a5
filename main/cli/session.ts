/** A lab opened for one command, with its events where the command can hear them. */

import type { EventSink } from '#contract/api.ts';
import { createLab, type Lab } from '../lab/lab.ts';
import { defaultDataDirectory, type Places } from '../places.ts';
import { appVersion } from '../version.ts';
import { EventHub } from '../bridge/event-hub.ts';
import { resolve } from 'node:path';
import type { Terminal } from './terminal.ts';
import type { OptionValues } from './usage.ts';

export interface Session {
  readonly terminal: Terminal;
  readonly places: Places;
  readonly options: OptionValues;
}

/** Opens the lab, tells its notices, and closes it when `work` has ended, however it ends. */
export async function withLab<T>(
  { terminal, places, options }: Session,
  work: (lab: Lab, hub: EventHub) => Promise<T>,
): Promise<T> {
  const hub = new EventHub();
  const lab = await createLab({
    dataDirectory: dataDirectoryOf(terminal, options),
    workerFile: places.workerFile,
    datasetsDirectory: places.datasetsDirectory,
    sink: hub satisfies EventSink,
    shell: 'command-line',
    version: appVersion,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    ...(options.kernel === undefined ? {} : { kernel: options.kernel }),
  });
  try {
    for (const notice of lab.notices) terminal.err(`note: ${notice}\n`);
    return await work(lab, hub);
  } finally {
    await lab.close();
  }
}

export function dataDirectoryOf(terminal: Terminal, options: OptionValues): string {
  const given = options['data-dir'];
  return given === undefined ? defaultDataDirectory() : resolve(terminal.directory, given);
}

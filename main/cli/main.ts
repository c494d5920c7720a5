/** The command line: arguments in, exit code out. */

import { experimentJsonSchema } from '#contract/experiment.ts';
import { LabError, type ErrorCode } from '#contract/errors.ts';
import type { Places } from '../places.ts';
import { appVersion } from '../version.ts';
import { readArguments } from './arguments.ts';
import { datasets } from './commands/datasets.ts';
import { merge } from './commands/merge.ts';
import { presets } from './commands/presets.ts';
import { reproduce } from './commands/reproduce.ts';
import { run } from './commands/run.ts';
import { runs } from './commands/runs.ts';
import { serve } from './commands/serve.ts';
import { validate } from './commands/validate.ts';
import type { Session } from './session.ts';
import type { Terminal } from './terminal.ts';
import { usageText } from './usage.ts';

type CommandFunction = (session: Session, operands: readonly string[]) => Promise<number>;

const commandFunctions: Readonly<Record<string, CommandFunction>> = {
  run,
  reproduce,
  merge,
  validate,
  serve,
  datasets,
  runs,
  presets,
  schema: printing(() => `${JSON.stringify(experimentJsonSchema(), null, 2)}\n`),
  version: printing(() => `${appVersion}\n`),
  help: printing(([name]) => usageText(name)),
};

function printing(text: (operands: readonly string[]) => string): CommandFunction {
  return ({ terminal }, operands) => {
    terminal.out(text(operands));
    return Promise.resolve(0);
  };
}

const exitCodes: Readonly<Partial<Record<ErrorCode, number>>> = {
  'invalid-input': 2,
  // An id, of an experiment or a data set, that there is not.
  'not-found': 2,
  'invalid-data': 3,
  // A data set whose file is not on this machine.
  'not-available': 3,
  cancelled: 130,
};

/** Runs one command and returns its exit code: 0, 1, 2, 3 or 130 as the format says. Never throws. */
export async function main(argv: readonly string[], terminal: Terminal, places: Places): Promise<number> {
  try {
    const { command, operands, options } = readArguments(argv);
    return await commandFunctions[command.name]!({ terminal, places, options }, operands);
  } catch (error) {
    if (error instanceof LabError) {
      terminal.err(`${error.message}\n`);
      return exitCodes[error.code] ?? 1;
    }
    if (error instanceof Error && error.name === 'AbortError') return 130;
    terminal.err(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
}

/** What the arguments of the app's executable ask for: a command of the command line, or the window with files. */

import { isAbsolute, resolve } from 'node:path';
import { commands } from '../cli/usage.ts';

export type Invocation =
  | { readonly kind: 'command-line'; readonly argv: readonly string[] }
  | {
      readonly kind: 'desktop';
      /** Absolute paths of files to open. */
      readonly files: readonly string[];
      /** Where the user's data shall be; null for the usual folder. */
      readonly dataDirectory: string | null;
    };

/** Options that stand in the place of a command. */
const commandOptions = ['--help', '-h', '--version', '-v'];

/**
 * Reads the arguments of the executable. `argv` is process.argv, `packaged` whether this is the installed app (else
 * its second entry is the app's folder). The command must come first, so that a data file named `run` can be opened
 * by its path.
 */
export function readInvocation(argv: readonly string[], packaged: boolean, directory: string): Invocation {
  const given = argv.slice(packaged ? 1 : 2);
  const [first] = given;
  if (
    first !== undefined &&
    (commandOptions.includes(first) || commands.some((command) => command.name === first))
  ) {
    return { kind: 'command-line', argv: given };
  }
  let dataDirectory: string | null = null;
  const files: string[] = [];
  for (let i = 0; i < given.length; i++) {
    const argument = given[i]!;
    if (argument === '--data-dir') {
      const value = given[++i];
      if (value !== undefined) dataDirectory = resolve(directory, value);
    } else if (argument.startsWith('--data-dir=')) {
      dataDirectory = resolve(directory, argument.slice('--data-dir='.length));
    } else if (!argument.startsWith('-')) {
      // Whatever else starts with a dash is Chromium's.
      files.push(isAbsolute(argument) ? argument : resolve(directory, argument));
    }
  }
  return { kind: 'desktop', files, dataDirectory };
}

/** The entry of the command line. */

import { placesFrom } from '../places.ts';
import { main } from './main.ts';
import { processTerminal } from './terminal.ts';

const terminal = processTerminal();
process.exitCode = await terminal.end(await main(process.argv.slice(2), terminal, placesFrom(import.meta)));

/** The entry of the command line. */

import { placesFrom } from '../places.ts';
import { main } from './main.ts';
import { processTerminal } from './terminal.ts';

process.exitCode = await main(process.argv.slice(2), processTerminal(), placesFrom(import.meta));

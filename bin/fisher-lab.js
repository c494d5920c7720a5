#!/usr/bin/env node
// The command line's door. It runs on any Node that knows modules: on one that is too old for the program it hands
// over to the Node of the checkout's node_modules, or says in one line what is missing.

import { spawn } from 'child_process';
import { existsSync } from 'fs';
import { fileURLToPath } from 'url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const needed = 24;
const major = Number(process.versions.node.split('.')[0]);
const bundledNode = at('../node_modules/node/bin/node');

if (major >= needed) {
  const built = at('../dist/main/cli.js');
  import(existsSync(built) ? '../dist/main/cli.js' : '../main/cli/index.ts').catch((error) => {
    console.error(error);
    process.exit(1);
  });
} else if (existsSync(bundledNode)) {
  const child = spawn(bundledNode, process.argv.slice(1), { stdio: 'inherit' });
  // The child decides how to end. A control-C reaches it by itself too, and it takes the two for one.
  process.on('SIGINT', () => child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code === null ? (signal === 'SIGINT' ? 130 : 1) : code));
} else {
  console.error('Fisher Lab needs Node ' + needed + ' or newer; this is Node ' + process.versions.node + '.');
  process.exit(1);
}

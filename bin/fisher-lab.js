#!/usr/bin/env node
// The command line's door: says in one line when the Node that runs it is too old, else starts the built program.

const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `Fisher Lab needs Node 24 or newer, this is ${process.versions.node}. In a checkout, npm exec -- fisher-lab uses the right one.`,
  );
  process.exit(1);
}
await import('../dist/main/cli.js');

/** Runs the packed app's browser mode with plain Node and does an experiment through it, as a page would. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import type { ExperimentRecord } from '#contract/api/experiments.ts';
import { encodeFrame, protocolVersion } from '#contract/frames.ts';
import { FrameClient } from '../renderer/lab-client/frame-client.ts';

/** What was checked, whether it holds, and what was found. */
export type Finding = readonly [string, boolean, string?];

const spec = {
  version: 1,
  dataset: { id: 'breast-cancer' },
  model: { kind: 'logistic' },
  iterations: 100,
  optimizers: [{ id: 'gd', kind: 'gd', stepSize: 10 ** -5.125 }],
};
/** GD's last mean loss in the paper's figure 3, of which this is the step size. */
const lastLoss = 0.4647;

export async function runPacked(app: string, dataDirectory: string): Promise<Finding[]> {
  mkdirSync(dataDirectory, { recursive: true });
  const findings: Finding[] = [answersCommandLine(app, dataDirectory)];
  const server = spawn(
    process.execPath,
    [join(app, 'dist', 'main', 'server.js'), '--data-dir', dataDirectory],
    { cwd: dataDirectory, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = once(server, 'exit');
  try {
    const url = new URL(await addressOf(server.stdout));
    const page = await fetch(url.origin);
    const body = await page.text();
    findings.push(['the packed browser mode serves the page', page.ok && body.includes('id="app"')]);
    findings.push([
      'with its content security policy',
      page.headers.get('content-security-policy')?.startsWith("default-src 'none'") === true,
    ]);
    findings.push(...(await runExperiment(url)));
  } finally {
    server.kill();
    await exited;
  }
  return findings;
}

/** What the installed program runs for a command, and the window never loads. */
function answersCommandLine(app: string, dataDirectory: string): Finding {
  const { version } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')) as { version: string };
  const call = [join(app, 'dist', 'main', 'cli.js'), 'validate', 'spec.json', '--data-dir', dataDirectory];
  const asked = spawnSync(process.execPath, [call[0]!, '--version'], { encoding: 'utf8' });
  const unknown = spawnSync(process.execPath, call, { encoding: 'utf8', cwd: dataDirectory });
  const right = asked.stdout === `${version}\n` && unknown.status === 2;
  return ['the packed command line answers', right, `${asked.stdout.trim()}, ${unknown.stderr.trim()}`];
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const match = /http:\S+/.exec(line);
    if (match !== null) return match[0];
  }
  throw new Error('the packed browser mode ended without printing its address');
}

async function runExperiment(url: URL): Promise<Finding[]> {
  const socket = new WebSocket(`ws://${url.host}/lab`, { origin: url.origin });
  await once(socket, 'open');
  socket.send(
    encodeFrame({ type: 'hello', version: protocolVersion, token: url.hash.slice('#token='.length) }),
  );
  await once(socket, 'message');
  const client = new FrameClient();
  socket.on('message', (data: Buffer) => {
    client.receive(data);
  });
  client.connected((frame) => {
    socket.send(frame);
  });
  try {
    const ended = new Promise<void>((resolve) => {
      client.subscribe('experiments.changed', ({ status }) => {
        if (status !== 'queued' && status !== 'running') resolve();
      });
    });
    const { id } = await client.request('experiments.start', { spec });
    await ended;
    const record: ExperimentRecord = await client.request('experiments.open', { id });
    const run = record.runs[0];
    const loss = run?.finalLoss ?? Number.NaN;
    const { files } = await client.request('exports.plots', { id, format: 'png' });
    return [
      [
        'an experiment runs through the unpacked worker',
        record.summary.status === 'completed' && Math.abs(loss - lastLoss) < 5e-5,
        `last loss ${loss.toFixed(4)}`,
      ],
      [
        'its plots are drawn with the shipped fonts and canvas',
        files.length > 0 && files[0]!.bytes.length > 1000,
      ],
    ];
  } finally {
    socket.terminate();
  }
}

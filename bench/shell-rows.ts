/** The browser mode as its user meets it: from the start of its process to a first screen that answers, and its memory. */

import { chromium, type Browser } from '@playwright/test';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromiumArguments, findChromium } from '../scripts/chromium.ts';
import { startBrowserMode } from '../tests/e2e/browser-mode.ts';
import { median } from './measure.ts';

export interface ShellFigures {
  /** Seconds from starting the process to a button that can be pressed; medians of warm starts. */
  readonly firstScreenSeconds: number;
  readonly firstScreenTarget: number;
  /** Of these: until the process listens. */
  readonly listeningSeconds: number;
  /** Seconds that processors were at work meanwhile: the lab's process, and the page's main thread. */
  readonly labProcessorSeconds: number | null;
  readonly pageProcessorSeconds: number;
  /** Resident memory of the lab's process with a page open and nothing to do. Megabytes. */
  readonly idleMegabytes: number | null;
  readonly idleTarget: number;
  /** Processes that wanted a processor during the measurement: above the number of cores the clock means little. */
  readonly load: number;
}

/** The first start fills the disk's caches and the data folder. */
const starts = 6;
const settleMilliseconds = 3000;

/** Throws where there is no built application; null where there is no Chromium. */
export async function measureShell(log: (line: string) => void): Promise<ShellFigures | null> {
  if (!existsSync(new URL('../dist/main/server.js', import.meta.url))) {
    throw new Error('dist/ is not there: npm run build');
  }
  const executablePath = await findChromium();
  if (executablePath === null) {
    log('shell: skipped, no Chromium');
    return null;
  }
  const dataDirectory = mkdtempSync(join(tmpdir(), 'fisher-lab-bench-'));
  const browser = await chromium.launch({ executablePath, args: chromiumArguments });
  try {
    const samples: Sample[] = [];
    for (let start = 0; start < starts; start++) samples.push(await measureStart(browser, dataDirectory));
    const warm = samples.slice(1);
    const figure = (of: (sample: Sample) => number) => median(warm.map(of));
    const onLinux = warm.every(({ labProcessor }) => labProcessor !== null);
    const figures: ShellFigures = {
      firstScreenSeconds: figure(({ firstScreen }) => firstScreen),
      firstScreenTarget: 2,
      listeningSeconds: figure(({ listening }) => listening),
      labProcessorSeconds: onLinux ? figure(({ labProcessor }) => labProcessor!) : null,
      pageProcessorSeconds: figure(({ pageProcessor }) => pageProcessor),
      idleMegabytes: onLinux ? figure(({ megabytes }) => megabytes!) : null,
      idleTarget: 150,
      load: loadavg()[0]!,
    };
    log(
      `first screen: ${figures.firstScreenSeconds.toFixed(2)} s (target 2), idle: ${figures.idleMegabytes?.toFixed(0) ?? '-'} MB (target 150), load ${figures.load.toFixed(1)}`,
    );
    return figures;
  } finally {
    await browser.close();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

interface Sample {
  readonly listening: number;
  readonly firstScreen: number;
  readonly labProcessor: number | null;
  readonly pageProcessor: number;
  readonly megabytes: number | null;
}

async function measureStart(browser: Browser, dataDirectory: string): Promise<Sample> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const debugging = await context.newCDPSession(page);
  await debugging.send('Performance.enable', { timeDomain: 'threadTicks' });
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const mode = await startBrowserMode(dataDirectory);
  const listening = seconds();
  await page.goto(mode.url, { waitUntil: 'commit' });
  // Enabled when the lab has answered with the data sets and the experiment was checked against them.
  await page.getByRole('button', { name: 'Run comparison', disabled: false }).waitFor();
  const firstScreen = seconds();
  const labProcessor = processorSeconds(mode.process.pid!);
  const { metrics } = await debugging.send('Performance.getMetrics');
  await sleep(settleMilliseconds);
  const megabytes = residentMegabytes(mode.process.pid!);
  await context.close();
  await mode.stop();
  const pageProcessor = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  return { listening, firstScreen, labProcessor, pageProcessor, megabytes };
}

/** Where the system tells it in a file. */
function processorSeconds(process: number): number | null {
  const file = `/proc/${process}/stat`;
  if (!existsSync(file)) return null;
  // After the name, which is in parentheses and may hold anything: state first, user and system ticks 11 further.
  const [, fields = ''] = /\) (.*)/s.exec(readFileSync(file, 'utf8')) ?? [];
  const [user, system] = fields.split(' ').slice(11, 13).map(Number);
  return (user! + system!) / 100;
}

function residentMegabytes(process: number): number | null {
  const file = `/proc/${process}/status`;
  if (!existsSync(file)) return null;
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'))![1]) / 1000;
}

export function shellText(shell: ShellFigures | null): string {
  if (shell === null) return '';
  const processor =
    shell.labProcessorSeconds === null
      ? ''
      : ` Processors were at work for ${shell.labProcessorSeconds.toFixed(2)} s in the lab's process and ${shell.pageProcessorSeconds.toFixed(2)} s in the page's main thread.`;
  const memory =
    shell.idleMegabytes === null
      ? ''
      : `\n| resident memory of the lab's process, page open, idle | ${shell.idleMegabytes.toFixed(0)} MB | ${shell.idleTarget} MB |`;
  return `## Starting the browser mode

| what | here | target |
|---|---|---|
| from the start of the process to a first screen that answers, warm | ${shell.firstScreenSeconds.toFixed(2)} s | ${shell.firstScreenTarget} s |
| of this, until it listens | ${shell.listeningSeconds.toFixed(2)} s | |${memory}

Medians of five starts, with ${shell.load.toFixed(1)} processes wanting a processor at the same time (load average).${processor}
`;
}

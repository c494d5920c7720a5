/**
 * npm test: everything that decides whether the project is sound. Each part says how it ended; the last line counts
 * the tests of the runners, and each check (build, lint, types, packaging) as one.
 *
 *   npm test                    what continuous integration runs
 *   npm run test:full           with the long tests (*.full.test.ts)
 *   npm test -- lint unit       these parts only
 */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from './chromium.ts';
import { addTallies, closingLine, playwrightTally, vitestTally, type Tally } from './tally.ts';

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules', '.bin', name);
const reports = mkdtempSync(join(tmpdir(), 'fisher-lab-reports-'));

/** Runs a command with its output shown; true when it ended well. */
function run(
  command: string,
  parameters: readonly string[],
  environment: Record<string, string> = {},
): boolean {
  const { status, error } = spawnSync(command, parameters, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  if (error !== undefined) console.error(String(error));
  return status === 0;
}

/** A check without tests of its own, its commands side by side: one passed or one failed. */
async function check(...commands: (readonly [string, ...string[]])[]): Promise<Tally> {
  const ended = await Promise.all(commands.map(([command, ...parameters]) => runAside(command, parameters)));
  return ended.every(Boolean) ? { passed: 1, failed: 0, skipped: [] } : { passed: 0, failed: 1, skipped: [] };
}

function runAside(command: string, parameters: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, { cwd: root, stdio: 'inherit' });
    child.on('error', (error) => {
      console.error(String(error));
      resolve(false);
    });
    child.on('exit', (status) => resolve(status === 0));
  });
}

function readReport(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

function vitest(name: string, ...parameters: string[]): Tally {
  const file = join(reports, `${name}.json`);
  const succeeded = run(bin('vitest'), [
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...parameters,
  ]);
  return vitestTally(readReport(file), succeeded);
}

async function endToEnd(): Promise<Tally> {
  try {
    console.log(`Chromium: ${await ensureChromium()}`);
  } catch (error) {
    console.error((error as Error).message);
    return { passed: 0, failed: 1, skipped: [] };
  }
  return addTallies([playwright('screens', 2), playwright('timed', 1)]);
}

function playwright(project: string, workers: number): Tally {
  const file = join(reports, `e2e-${project}.json`);
  const parameters = ['test', `--project=${project}`, `--workers=${workers}`, '--reporter=list,json'];
  const succeeded = run(bin('playwright'), parameters, { PLAYWRIGHT_JSON_OUTPUT_FILE: file });
  return playwrightTally(readReport(file), succeeded);
}

const parts: Readonly<Record<string, () => Tally | Promise<Tally>>> = {
  build: () => check([process.execPath, 'scripts/build.ts']),
  lint: () => check([bin('eslint'), '.'], [bin('prettier'), '--check', '--log-level', 'warn', '.']),
  typecheck: () =>
    check(
      [bin('tsc'), '-p', 'tsconfig.json'],
      [bin('tsc'), '-p', 'tests/e2e/tsconfig.json'],
      [bin('vue-tsc'), '-p', 'renderer/tsconfig.json'],
    ),
  unit: () => vitest('unit', '--project=units', '--project=timed'),
  system: () => vitest('system', '--project=system'),
  e2e: endToEnd,
  packaging: () => check([process.execPath, 'scripts/package-check.ts']),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`${unknown.join(', ')}: not a part; the parts are ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}

const outcomes: { name: string; tally: Tally; seconds: number }[] = [];
for (const [name, part] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n== ${name}`);
  const start = performance.now();
  const tally = await part();
  outcomes.push({ name, tally, seconds: (performance.now() - start) / 1000 });
}
rmSync(reports, { recursive: true, force: true });

const total = addTallies(outcomes.map(({ tally }) => tally));
console.log('');
for (const title of total.skipped) console.log(`skipped: ${title}`);
for (const { name, tally, seconds } of outcomes) {
  console.log(
    `${name.padEnd(10)} ${tally.failed === 0 ? 'ok    ' : 'FAILED'} ${closingLine(tally)} (${seconds.toFixed(0)} s)`,
  );
}
console.log(closingLine(total));
process.exit(total.failed === 0 ? 0 : 1);

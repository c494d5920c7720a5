/** The workflow builds, tests and packages on three systems, and can do little else. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly strategy: { readonly matrix: { readonly os: readonly string[] } };
  readonly permissions?: unknown;
  readonly 'timeout-minutes': number;
  readonly steps: readonly Step[];
}

const root = join(import.meta.dirname, '..');
const text = readFileSync(join(root, '.github', 'workflows', 'build.yml'), 'utf8');
// The reader that electron-builder has for its own files.
const yaml = createRequire(import.meta.resolve('electron-builder'))('js-yaml') as {
  load(source: string): unknown;
};
const workflow = yaml.load(text) as {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly concurrency: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
};
const job = workflow.jobs['build']!;
const commands = (system: string) =>
  job.steps
    .filter((step) => step.if === undefined || evaluate(step.if, system))
    .flatMap(({ run }) => run ?? []);

/** The two forms of condition that the workflow has. */
function evaluate(condition: string, system: string): boolean {
  const [, operator, wanted] = /^runner\.os (==|!=) '(\w+)'$/.exec(condition)!;
  return (operator === '==') === (wanted === system);
}

test('it may read the code and nothing else, and runs for no other event than pushes and pull requests', () => {
  expect(workflow.permissions).toEqual({ contents: 'read' });
  expect(Object.values(workflow.jobs).map(({ permissions }) => permissions)).toEqual([undefined]);
  expect(Object.keys(workflow.on).sort()).toEqual(['pull_request', 'push']);
  expect(workflow.concurrency.group).toContain('github.ref');
  expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
});

test('every action is pinned by the hash of its content, with its version beside it', () => {
  const lines = text.split('\n').filter((line) => line.includes('uses:'));
  expect(lines).toHaveLength(job.steps.filter(({ uses }) => uses !== undefined).length);
  for (const line of lines) expect(line).toMatch(/uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  const checkout = job.steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
  expect(checkout?.with).toEqual({ 'persist-credentials': false });
});

test('a secret is seen by the packaging of its system alone', () => {
  const withSecrets = job.steps.filter((step) => JSON.stringify(step).includes('secrets.'));
  expect(withSecrets.map(({ run, if: condition }) => `${run}: ${condition}`)).toEqual([
    "npm run package: runner.os == 'Windows'",
    "npm run package: runner.os == 'macOS'",
  ]);
  const documented = readFileSync(join(root, 'docs', 'desktop.md'), 'utf8');
  for (const { env = {} } of withSecrets)
    for (const name of Object.keys(env)) expect(documented).toContain(`\`${name}`);
});

test.each([
  ['Linux', 'ubuntu-latest', 'xvfb-run --auto-servernum npm test'],
  ['Windows', 'windows-latest', 'npm test'],
  ['macOS', 'macos-latest', 'npm test'],
])('%s: installs, fetches Electron, tests and packages, in this order', (system, runner, tests) => {
  expect(job.strategy.matrix.os).toContain(runner);
  const given = commands(system).filter((command) => !command.startsWith('npm audit'));
  expect(given).toEqual(['npm ci', 'npx install-electron', tests, 'npm run package']);
});

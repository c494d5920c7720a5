import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** The bench smoke test: every kernel keeps at least half of its recorded advantage over its plain twin. */

interface Report {
  readonly kernel: string;
  readonly advantages: Readonly<Record<string, { readonly measured: number; readonly recorded: number }>>;
}

function measure(): Report {
  const script = new URL('../../bench/advantage.ts', import.meta.url).pathname;
  const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  expect(stdout, stderr).toContain('advantages');
  return JSON.parse(stdout) as Report;
}

test('every kernel keeps half of its recorded advantage over its plain twin', () => {
  let slow: string[] = [];
  // A machine may be busy for the whole of one measurement; a kernel that has grown slow is slow in all three.
  for (let attempt = 0; attempt < 3; attempt++) {
    const { kernel, advantages } = measure();
    if (kernel !== 'fma') return; // recorded with fused multiply-add
    slow = Object.entries(advantages)
      .filter(([, { measured, recorded }]) => !(measured >= recorded / 2))
      .map(([name, { measured, recorded }]) => `${name}: ${measured.toFixed(2)}, recorded ${recorded}`);
    if (slow.length === 0) break;
  }
  expect(slow).toEqual([]);
}, 120_000);

import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('an NGD iteration on 1,000,000 x 100 numbers holds at most one and a half times the data, on two threads', () => {
  const script = new URL('../../bench/peak-memory.ts', import.meta.url).pathname;
  const { stdout, stderr } = spawnSync(process.execPath, [script, 'large'], { encoding: 'utf8' });
  const ratio = Number(stdout);
  expect(ratio, stderr).toBeGreaterThan(1);
  expect(ratio, stderr).toBeLessThan(1.5);
});

/** What npm start started ends properly, and with it what it started in turn. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

// Control-C reaches every process of the terminal's group, a termination signal the one that it is sent to.
test.runIf(process.platform === 'linux').each([
  ['SIGINT', 'the group'],
  ['SIGTERM', 'the process'],
] as const)('%s, sent to %s, ends the browser mode properly', async (signal, target) => {
  const directory = mkdtempSync(join(tmpdir(), 'fisher-lab-start-'));
  const started = spawn(
    process.execPath,
    [join(import.meta.dirname, 'start.ts'), '--no-open', '--port', '0', '--data-dir', directory],
    {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
      // Without a display there is no desktop window to start.
      env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' },
    },
  );
  const exited = once(started, 'exit');
  let said = '';
  const ready = new Promise<void>((resolve) => {
    started.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('#token=')) resolve();
    });
  });
  await Promise.race([ready, exited]);
  expect(said).toMatch(/^There is no display .* Starting the browser mode instead\.\nFisher Lab is at http:/);
  process.kill(target === 'the group' ? -started.pid! : started.pid!, signal);
  expect(await exited).toEqual([0, null]);
  rmSync(directory, { recursive: true, force: true });
});

/** The desktop shell in real Electron, wherever its binary is found. */

import { _electron, expect, test } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findElectron } from '../../scripts/find-electron.ts';

const root = join(import.meta.dirname, '..', '..');
const executablePath = findElectron();
const display =
  process.platform !== 'linux' || Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY']);
const reason =
  executablePath === null
    ? "Electron's binary is not here: set ELECTRON_OVERRIDE_DIST_PATH or run npx install-electron"
    : 'there is no display: run under xvfb-run';

test.describe('in real Electron', () => {
  test.skip(executablePath === null || !display, reason);

  test('the window opens, runs the first experiment and closes', async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'fisher-lab-electron-'));
    const app = await _electron.launch({
      executablePath: executablePath!,
      // Containers and continuous integration have no user namespaces for Chromium's sandbox.
      args: [
        ...(process.env['CI'] === undefined ? [] : ['--no-sandbox']),
        root,
        `--data-dir=${dataDirectory}`,
      ],
    });
    const window = await app.firstWindow();
    expect(window.url()).toMatch(/^app:\/\/lab\//);
    await expect(window.getByRole('button', { name: 'Run comparison' })).toBeEnabled();
    expect(await window.evaluate(() => typeof (globalThis as Record<string, unknown>)['require'])).toBe(
      'undefined',
    );
    expect(
      await window.evaluate(() =>
        Object.keys((globalThis as unknown as { fisherLab: object }).fisherLab).sort(),
      ),
    ).toEqual(['onCommand', 'onFrame', 'onOpenFile', 'pathOf', 'send', 'setTheme']);
    await window.getByRole('button', { name: 'Run comparison' }).click();
    await expect(window.getByText('completed').first()).toBeVisible();
    await app.close();
    rmSync(dataDirectory, { recursive: true, force: true });
  });

  test('the command line answers without a window', async () => {
    const { spawnSync } = await import('node:child_process');
    const { stdout, status } = spawnSync(executablePath!, [root, '--version'], { encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

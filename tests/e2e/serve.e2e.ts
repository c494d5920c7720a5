/** `fisher-lab serve` as a person starts it: it opens a browser, by an address that others may see. */

import { expect, test } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

test.skip(process.platform !== 'linux', 'the browser is opened by another program there');

test('the address that the browser is started with opens once and holds no token; the printed one opens again', async ({
  browser,
}) => {
  const directory = mkdtempSync(join(tmpdir(), 'fisher-lab-serve-'));
  const told = join(directory, 'told');
  // In the place of the system's browser: a program that keeps what it was started with.
  const opener = `#!/bin/sh\nprintf %s "$*" > '${told}.part' && mv '${told}.part' '${told}'\n`;
  writeFileSync(join(directory, 'xdg-open'), opener, { mode: 0o755 });
  const child = spawn(
    process.execPath,
    ['dist/main/cli.js', 'serve', '--port', '0', '--data-dir', join(directory, 'data')],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, PATH: `${directory}${delimiter}${process.env['PATH']}` },
    },
  );
  const exited = once(child, 'exit');
  try {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await expect(() => expect(existsSync(told)).toBe(true)).toPass();
    const printed = new URL(/http:\S+/.exec(said)![0]);
    const opened = new URL(readFileSync(told, 'utf8'));
    expect(opened.origin).toBe(printed.origin);
    expect(opened.href).not.toContain(printed.hash.slice('#token='.length));

    const pageAt = async (url: URL) => {
      const page = await (await browser.newContext()).newPage();
      await page.goto(url.href);
      return page;
    };
    const page = await pageAt(opened);
    const run = page.getByRole('button', { name: 'Run comparison' });
    await expect(run).toBeEnabled();
    expect(new URL(page.url()).hash).not.toContain('code');
    await page.reload();
    await expect(run).toBeEnabled();

    const late = await pageAt(opened);
    await expect(late.getByText(/out of date/).first()).toBeVisible();
    const again = await pageAt(printed);
    await expect(again.getByRole('button', { name: 'Run comparison' })).toBeEnabled();
  } finally {
    child.kill('SIGTERM');
    await exited;
    rmSync(directory, { recursive: true, force: true });
  }
});

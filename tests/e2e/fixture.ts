/**
 * What every end-to-end test stands on: `test` with a page of the built app in browser mode, on a fresh data folder.
 *
 *   test('...', async ({ lab, page }) => { await lab.open(page); ... });
 *
 * A test fails when the page logs an error or throws, or when the lab writes to its standard error; a test that
 * provokes errors names them: `lab.expectErrors(/pattern/)`.
 */

import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBrowserMode, type BrowserMode } from './browser-mode.ts';

export interface LabUnderTest {
  readonly dataDirectory: string;
  /** The address with its token; it changes with `restart`. */
  url(): string;
  /** Opens the app and waits until it is there. */
  open(page: Page): Promise<void>;
  /** Ends the process (SIGKILL: in the middle of whatever it does) and starts it again on the same data folder. */
  restart(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Errors that this test provokes and that do not fail it. */
  expectErrors(pattern: RegExp): void;
}

export const test = base.extend<{ lab: LabUnderTest }>({
  lab: async ({ page }, use) => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'fisher-lab-e2e-'));
    let mode: BrowserMode = await startBrowserMode(dataDirectory);
    const expected: RegExp[] = [];
    const errors = collectErrors(page);
    await use({
      dataDirectory,
      url: () => mode.url,
      async open(target) {
        await target.goto(mode.url);
        await expect(target.locator('#app')).not.toBeEmpty();
      },
      async restart(signal) {
        await mode.stop(signal);
        mode = await startBrowserMode(dataDirectory);
      },
      expectErrors: (pattern) => expected.push(pattern),
    });
    // A page that outlives its lab tries to connect again and logs the failure.
    await page.close();
    await mode.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
    const unexpected = [...errors, ...mode.errors().split('\n')].filter(
      (line) => line !== '' && !expected.some((pattern) => pattern.test(line)),
    );
    expect(unexpected, 'errors of the page and of the lab').toEqual([]);
  },
});

export { expect };

/** The page's console errors and uncaught exceptions, growing. */
export function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  return errors;
}

const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const axeRulesOfColours = ['color-contrast', 'link-in-text-block'];

/** A colour on its way from one look to the other belongs to neither. */
async function endTransitions(page: Page): Promise<void> {
  await page.evaluate(`new Promise((resolve) => requestAnimationFrame(() => {
    for (const animation of document.getAnimations()) {
      if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
    }
    requestAnimationFrame(resolve);
  }))`);
}

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly string[];
}

/**
 * What axe finds on the page as it looks now.
 * @param rules those of colours alone where the page differs from one that all were asked of in nothing else
 */
export async function axeViolations(
  page: Page,
  rules: 'all' | 'colours',
  without: readonly string[] = [],
): Promise<Violation[]> {
  await endTransitions(page);
  const axe = new AxeBuilder({ page })
    // Without frames there is nothing to collect on a page of its own.
    .setLegacyMode(true)
    // Most of the time would go into the description of what is in order.
    .options({ resultTypes: ['violations'] });
  const { violations, passes } = await (
    rules === 'all' ? axe.withTags(axeTags).disableRules([...without]) : axe.withRules(axeRulesOfColours)
  ).analyze();
  // A page that could not be read passes everything.
  expect(passes.some(({ id }) => id === 'color-contrast')).toBe(true);
  return violations.map(({ id, help, nodes }) => ({
    ...{ id, help },
    nodes: nodes.map((node) => `${node.html} ${node.failureSummary ?? ''}`),
  }));
}

/** Runs what the form shows, to its end: the address says when the new experiment is shown, not the one before. */
export async function runComparison(page: Page): Promise<void> {
  const before = page.url();
  await page.getByRole('button', { name: 'Run comparison' }).click();
  await expect(page).not.toHaveURL(before);
  await expect(page.getByText(/^completed$/).first()).toBeVisible({ timeout: 60_000 });
}

/** Checks what is on the screen with axe: every rule in the light, in the dark those of colours, which alone differ. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const found = await axeViolations(page, colorScheme === 'light' ? 'all' : 'colours');
    expect(found, `axe in the ${colorScheme} theme`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
}

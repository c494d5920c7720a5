/**
 * npx node scripts/screenshots.ts: the screens of the built app under docs/screenshots, in the light and in the dark.
 * They are taken from a real run in the browser mode, on a data folder of their own; build first.
 */

import { chromium, type Page } from '@playwright/test';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBrowserMode } from '../tests/e2e/browser-mode.ts';
import { chromiumArguments, ensureChromium } from './chromium.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'screenshots');
const patience = 120_000;

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const completed = (page: Page) =>
  page.locator('header .badge.success').first().waitFor({ timeout: patience });

/** Each leaves the app as the next one needs it. */
const scenes: readonly { readonly name: string; readonly show: (page: Page) => Promise<void> }[] = [
  {
    name: 'start',
    show: (page) => page.getByText('A plane separates the two classes').waitFor({ timeout: patience }),
  },
  {
    name: 'experiment',
    async show(page) {
      if (await button(page, 'Not now').isVisible()) await button(page, 'Not now').click();
      await button(page, 'Run comparison').click();
      await completed(page);
      await page.mouse.move(760, 300);
    },
  },
  {
    name: 'live',
    async show(page) {
      await page.getByRole('switch', { name: 'Live' }).click();
      await page.getByText(/^live, /).waitFor({ timeout: patience });
      const thumb = page.getByRole('slider', { name: 'Step size of efgd', exact: true });
      await thumb.focus();
      for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowRight');
    },
  },
  {
    name: 'grid',
    async show(page) {
      await page.getByRole('switch', { name: 'Live' }).click();
      await button(page, 'Search a range of Step size of ngd').click();
      await button(page, 'Search a range of Damping of ngd').click();
      await button(page, 'Run comparison').click();
      await page.getByText('289 cells').waitFor({ timeout: patience });
      await completed(page);
      await page.getByRole('application').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'palette',
    async show(page) {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('add');
    },
  },
  {
    name: 'json',
    async show(page) {
      await page.keyboard.press('Escape');
      await button(page, 'Experiment as JSON').click();
    },
  },
  {
    name: 'history',
    async show(page) {
      await page.keyboard.press('Escape');
      await button(page, 'History').click();
    },
  },
  {
    name: 'curvature',
    async show(page) {
      await button(page, 'Curvature').click();
      await button(page, /^Analyse|^Compute|^Show the matrices/).click();
      await page.locator('canvas').first().waitFor({ timeout: patience });
    },
  },
  {
    name: 'gallery',
    async show(page) {
      await button(page, 'Gallery').click();
      await page
        .getByRole('heading', { name: /Figure 1/ })
        .first()
        .waitFor({ timeout: patience });
    },
  },
  {
    name: 'datasets',
    show: async (page) => {
      await button(page, 'Data sets').click();
      await page.getByText('Boston housing').first().click();
    },
  },
];

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArguments });
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'fisher-lab-screenshots-'));
    const mode = await startBrowserMode(dataDirectory);
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      colorScheme,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    await page.goto(mode.url);
    for (const { name, show } of scenes) {
      await show(page);
      await page.waitForTimeout(800); // The charts have drawn what has just arrived.
      const file = `${name}-${colorScheme}.png`;
      await page.screenshot({ path: join(folder, file) });
      console.log(file);
    }
    await context.close();
    await mode.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
} finally {
  await browser.close();
}

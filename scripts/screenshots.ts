/**
 * npx node scripts/screenshots.ts [--out DIR] [--size 1024x700]: the screens of the built app, in the light and in the
 * dark, under docs/screenshots or DIR. They are taken from a real run in the browser mode, on a data folder of their own; build first.
 */

import { chromium, type Page } from '@playwright/test';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBrowserMode } from '../tests/e2e/browser-mode.ts';
import { chromiumArguments, ensureChromium } from './chromium.ts';

const { values: options } = parseArgs({
  options: { out: { type: 'string' }, size: { type: 'string', default: '1440x900' } },
});
const folder = options.out ?? join(import.meta.dirname, '..', 'docs', 'screenshots');
const [width, height] = options.size.split('x').map(Number) as [number, number];

const patience = 120_000;

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const goTo = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('button', { name, exact: true }).click();
/** In a narrow window the form lies over the charts and is closed at first. */
async function showForm(page: Page, shown: boolean): Promise<void> {
  if (width >= 1100) return;
  const toggle = button(page, shown ? 'Show the form' : 'Hide the form');
  if (await toggle.isVisible()) await toggle.click();
}
const completed = (page: Page) =>
  page.locator('header .badge.success').first().waitFor({ timeout: patience });

/** Each leaves the app as the next one needs it. */
const scenes: readonly { readonly name: string; readonly show: (page: Page) => Promise<void> }[] = [
  {
    name: 'start',
    async show(page) {
      await showForm(page, true);
      await page.getByText('A plane separates the two classes').waitFor({ timeout: patience });
    },
  },
  {
    name: 'experiment',
    async show(page) {
      if (await button(page, 'Not now').isVisible()) await button(page, 'Not now').click();
      await showForm(page, false);
      await button(page, 'Run comparison').click();
      await completed(page);
      await page.mouse.move(760, 300);
    },
  },
  {
    name: 'live',
    async show(page) {
      await page.getByRole('switch', { name: 'Live' }).click();
      await page.getByText(/^live($|, )/).waitFor({ timeout: patience });
      await showForm(page, true);
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
      await showForm(page, false);
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
      await goTo(page, 'History');
    },
  },
  {
    name: 'curvature',
    async show(page) {
      await goTo(page, 'Curvature');
      await button(page, /^Analyse|^Compute|^Show the matrices/).click();
      await page.locator('canvas').first().waitFor({ timeout: patience });
    },
  },
  {
    name: 'gallery',
    async show(page) {
      await goTo(page, 'Gallery');
      await page
        .getByRole('heading', { name: 'Vector fields of GD, NGD and EF-preconditioning' })
        .waitFor({ timeout: patience });
    },
  },
  {
    name: 'datasets',
    show: async (page) => {
      await goTo(page, 'Data sets');
      await page.getByText('Boston housing').first().click();
      await page.getByText('Class balance').or(page.getByText('Rank')).first().waitFor({ timeout: patience });
    },
  },
  {
    name: 'plane',
    async show(page) {
      await goTo(page, 'Experiment');
      await button(page, 'Experiment as JSON').click();
      await page.getByRole('textbox', { name: 'Experiment document' }).fill(JSON.stringify(twoParameters));
      await page.keyboard.press('Escape');
      await page.getByRole('img', { name: /^Contours of the loss, θ₁/ }).waitFor({ timeout: patience });
    },
  },
  {
    name: 'save-as',
    async show(page) {
      await button(page, 'Run comparison').click();
      await completed(page);
      const card = page.getByRole('region', { name: 'Training loss (mean)' });
      await card.scrollIntoViewIfNeeded();
      await button(page, 'Chart options').first().click();
      await page.getByRole('menuitem', { name: 'Save as…' }).click();
    },
  },
  {
    name: 'vector-field',
    async show(page) {
      await page.keyboard.press('Escape');
      await showForm(page, true);
      await page.getByLabel('Kind', { exact: true }).selectOption('vector-field');
      await page.getByLabel('Kind', { exact: true }).scrollIntoViewIfNeeded();
    },
  },
];
/** The problem of Figure 1, with paths. */
const twoParameters = {
  version: 1,
  name: 'Figure 1, with paths',
  dataset: { synthetic: 'figure-1', n: 1000 },
  model: { kind: 'linear' },
  start: { kind: 'values', values: [2, 4.5] },
  iterations: 60,
  optimizers: [
    { id: 'gd', kind: 'gd', stepSize: 0.05 },
    { id: 'ngd', kind: 'ngd', stepSize: 0.1, damping: 1e-8 },
    { id: 'efgd', kind: 'efgd', stepSize: 0.3, damping: 1e-8 },
  ],
};

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArguments });
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'fisher-lab-screenshots-'));
    const mode = await startBrowserMode(dataDirectory);
    const context = await browser.newContext({
      viewport: { width, height },
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

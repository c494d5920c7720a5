/**
 * Every screen of the lab, each reached from the one before on one page: what is asked of all of them (axe, reflow,
 * focus, motion) is asked in one walk.
 */

import type { Page } from '@playwright/test';

export interface Scene {
  readonly name: string;
  show(page: Page): Promise<void>;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const goTo = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('button', { name, exact: true }).click();
const escape = (page: Page) => page.keyboard.press('Escape');
async function write(page: Page, document: unknown): Promise<void> {
  await button(page, 'Experiment as JSON').click();
  await page.getByRole('textbox', { name: 'Experiment document' }).fill(JSON.stringify(document));
  await escape(page);
}
async function run(page: Page): Promise<void> {
  await button(page, /^Run (comparison|experiment)$/).click();
  await page.locator('header .badge.success').first().waitFor({ timeout: 60_000 });
}

const comparison = {
  ...{ version: 1, dataset: { id: 'breast-cancer' }, model: { kind: 'logistic' }, iterations: 20 },
  optimizers: [
    { id: 'gd', kind: 'gd', stepSize: 1e-5 },
    { id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-6 },
    { id: 'efgd', kind: 'efgd', stepSize: 1e-2, damping: 1e-8 },
  ],
};
const search = {
  ...{ ...comparison, iterations: 10, fragility: 'best' },
  optimizers: [
    {
      ...{ id: 'ngd', kind: 'ngd' },
      ...{ stepSize: { logspace: [-2, 2, 5] }, damping: { logspace: [-8, 0, 4] } },
    },
  ],
};
const plane = {
  ...{ version: 1, dataset: { synthetic: 'figure-1', n: 100 }, model: { kind: 'linear' } },
  start: { kind: 'values', values: [2, 4.5] },
  iterations: 40,
  optimizers: comparison.optimizers,
};

const table = 'size,colour,bought\n1,red,no\n2,blue,yes\n3,red,no\n,blue,yes\n5,red,yes\n';
/** A string, because these tests are checked without the types of a page. */
const dropTable = `{
  const transfer = new DataTransfer();
  transfer.items.add(new File([${JSON.stringify(table)}], 'shop.csv'));
  window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
}`;

/** Where nothing has been done yet, and what floats above the bench. */
export const firstScenes: readonly Scene[] = [
  {
    name: 'the first screen, with the offer of the tour',
    show: (page) => page.getByText('A plane separates the two classes').waitFor(),
  },
  { name: 'the tour', show: (page) => button(page, 'Take the tour').click() },
  {
    name: 'a form with errors and every section open',
    async show(page) {
      await escape(page);
      await page.keyboard.press('Tab');
      if (await button(page, 'End the tour').isVisible()) await button(page, 'End the tour').click();
      await button(page, 'Preprocessing').click();
      await button(page, 'Record').click();
      await button(page, 'More options').first().click();
      await page.getByRole('textbox', { name: 'Damping of ngd, exact' }).fill('-1');
      await page.getByText('-1 is not a number >= 0').waitFor();
    },
  },
  {
    name: 'a perceptron',
    async show(page) {
      await page.getByRole('textbox', { name: 'Damping of ngd, exact' }).fill('1e-6');
      await page.getByRole('combobox', { name: 'Model', exact: true }).selectOption('mlp');
    },
  },
  { name: 'the JSON drawer', show: (page) => button(page, 'Experiment as JSON').click() },
  {
    name: 'the palette',
    async show(page) {
      await escape(page);
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Find a command' }).waitFor();
    },
  },
  {
    name: 'the shortcuts',
    async show(page) {
      await escape(page);
      await page.getByRole('combobox', { name: 'Find a command' }).waitFor({ state: 'hidden' });
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    },
  },
];

/** The bench with results, and what is done with them. */
export const benchScenes: readonly Scene[] = [
  {
    name: 'results on the dashboard',
    async show(page) {
      await button(page, 'Not now').click();
      await write(page, comparison);
      await run(page);
    },
  },
  {
    name: 'a chart as a table, and one that was not recorded',
    async show(page) {
      await button(page, 'Show the numbers').first().click();
      await button(page, 'Add chart').click();
      await page.getByRole('menuitem', { name: 'Effective damping' }).click();
    },
  },
  { name: 'the queue', show: (page) => button(page, /^Queue/).click() },
  {
    name: 'a menu',
    async show(page) {
      await escape(page);
      await button(page, 'Export').click();
    },
  },
  {
    name: 'the save-as dialog',
    async show(page) {
      await page.getByRole('menuitem', { name: 'Charts as seen…' }).click();
      await page.getByRole('dialog', { name: 'Save as' }).waitFor();
    },
  },
  {
    name: 'the notes of a run',
    async show(page) {
      await escape(page);
      await button(page, 'Notes of ngd, run 2').click();
    },
  },
  {
    name: 'live mode',
    async show(page) {
      await escape(page);
      await page.getByRole('switch', { name: 'Live' }).click();
      await page.getByText(/^live($|, )/).waitFor();
    },
  },
  {
    name: 'a grid',
    async show(page) {
      await page.getByRole('switch', { name: 'Live' }).click();
      await write(page, search);
      await run(page);
      await page.getByRole('region', { name: 'Grid of ngd' }).waitFor();
    },
  },
  {
    name: 'the plane of two parameters',
    async show(page) {
      await write(page, plane);
      await page.getByRole('img', { name: /^Contours of the loss, θ₁/ }).waitFor();
      await button(page, 'Show the numbers of the paths').click();
    },
  },
];

/** The other screens, after something has been run. */
export const otherScenes: readonly Scene[] = [
  { name: 'an empty history', show: (page) => goTo(page, 'History') },
  {
    name: 'the history',
    async show(page) {
      await goTo(page, 'Experiment');
      await button(page, 'Not now').click();
      await write(page, comparison);
      await run(page);
      await goTo(page, 'History');
      await button(page, /^Select|^Actions of/)
        .first()
        .waitFor();
    },
  },
  {
    name: 'curvature before an analysis',
    async show(page) {
      await goTo(page, 'Curvature');
      await page.getByText('No analysis yet').waitFor();
    },
  },
  {
    name: 'curvature analysed',
    async show(page) {
      await button(page, 'Analyse curvature').click();
      await page.getByRole('img', { name: /^Empirical Fisher: 31 by 31/ }).waitFor({ timeout: 60_000 });
    },
  },
  {
    name: 'the gallery',
    async show(page) {
      await goTo(page, 'Gallery');
      await page.getByRole('article', { name: 'NGD against EFGD on three data sets' }).waitFor();
    },
  },
  {
    name: 'the data sets',
    async show(page) {
      await goTo(page, 'Data sets');
      await button(page, /^Boston housing/).waitFor();
    },
  },
  {
    name: 'the details of a data set',
    async show(page) {
      await button(page, /^Breast cancer/).click();
      await page.getByRole('region', { name: 'Class balance' }).waitFor();
    },
  },
  {
    name: 'the import dialog',
    async show(page) {
      await page.evaluate(dropTable);
      await page.getByRole('dialog', { name: 'Import shop.csv' }).getByRole('alert').waitFor();
    },
  },
];

/** Undo and redo of every kind of edit, and the queue of what runs. */

import type { Page } from '@playwright/test';
import { expect, test } from './fixture.ts';

const form = (page: Page) => page.getByRole('form', { name: 'Experiment' });
const card = (page: Page, id: string) => page.getByRole('article', { name: `Optimizer ${id}`, exact: true });
async function act(page: Page, menu: string, item: string): Promise<void> {
  await page.getByRole('button', { name: menu, exact: true }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}
/** The draft as it is kept for a reload. */
async function draft(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    window.dispatchEvent(new Event('pagehide'));
    return JSON.stringify(JSON.parse(localStorage.getItem('fisher-lab.draft')).present);
  })()`);
}
async function choose(page: Page, label: string, option: string | { label: string }): Promise<void> {
  await form(page).getByRole('combobox', { name: label, exact: true }).selectOption(option);
}

const edits: readonly (readonly [string, (page: Page) => Promise<unknown>])[] = [
  ['the name', (page) => page.getByLabel('Name of the experiment').fill('Another')],
  ['the data set', (page) => choose(page, 'Data set', { label: 'Wine recognition' })],
  ['preprocessing', (page) => form(page).getByLabel('Test fraction', { exact: true }).fill('0.2')],
  ['the model', (page) => choose(page, 'Model', 'mlp')],
  ['a layer', (page) => page.getByRole('button', { name: 'Add a hidden layer' }).click()],
  ['the penalty', (page) => form(page).getByLabel('L2 penalty', { exact: true }).fill('0.1')],
  ['the scaling', (page) => choose(page, 'Scaling', 'sum')],
  ['another optimizer', (page) => act(page, 'Add', 'Newton')],
  ['a duplicate', (page) => act(page, 'Actions of ngd', 'Duplicate')],
  ['the order', (page) => act(page, 'Actions of newton', 'Move up')],
  ['a removal', (page) => act(page, 'Actions of efgd', 'Remove')],
  ['the kind of an optimizer', (page) => page.getByLabel('Kind of gd', { exact: true }).selectOption('adam')],
  ['its name', (page) => card(page, 'newton').getByLabel('Name of the optimizer').fill('steep')],
  [
    'a slider',
    (page) => page.getByRole('slider', { name: 'Step size of ngd', exact: true }).press('ArrowLeft'),
  ],
  ['an exact number', (page) => page.getByRole('textbox', { name: 'Damping of ngd, exact' }).fill('0.01')],
  ['a range', (page) => page.getByRole('button', { name: 'Search a range of Damping of ngd-2' }).click()],
  [
    'an option',
    async (page) => {
      await card(page, 'ngd').getByRole('button', { name: 'More options' }).click();
      await card(page, 'ngd').getByRole('combobox', { name: 'Schedule' }).selectOption({ label: 'γ/t' });
    },
  ],
  ['the start', (page) => choose(page, 'Start', 'normal')],
  ['the length', (page) => form(page).getByLabel('Iterations', { exact: true }).fill('7')],
  ['the stop', (page) => form(page).getByRole('textbox', { name: 'Gradient norm' }).fill('1e-3')],
  [
    'the record',
    async (page) => {
      await form(page).getByRole('button', { name: 'Record' }).click();
      await form(page).getByRole('checkbox', { name: 'Step norm' }).uncheck();
    },
  ],
  [
    'the whole document',
    async (page) => {
      await page.getByRole('button', { name: 'Experiment as JSON' }).click();
      const text = page.getByRole('textbox', { name: 'Experiment document' });
      await text.fill((await text.inputValue()).replace('"iterations": 7', '"iterations": 8'));
      await page.keyboard.press('Escape');
    },
  ],
  ['the kind of the experiment', (page) => choose(page, 'Kind', 'starting-points')],
];

test('every kind of edit is undone and redone, one by one', async ({ lab, page }) => {
  await lab.open(page);
  await form(page).getByRole('button', { name: 'Preprocessing' }).click();
  const states = [await draft(page)];
  for (const [what, edit] of edits) {
    await edit(page);
    const state = await draft(page);
    expect(state, what).not.toBe(states.at(-1));
    states.push(state);
  }
  const undo = page.getByRole('button', { name: 'Undo', exact: true });
  const redo = page.getByRole('button', { name: 'Redo', exact: true });
  for (let i = edits.length - 1; i >= 0; i--) {
    await undo.click();
    expect(await draft(page), `undone: ${edits[i]![0]}`).toBe(states[i]);
  }
  await expect(undo).toBeDisabled();
  await page.reload();
  for (let i = 1; i <= edits.length; i++) {
    await redo.click();
    expect(await draft(page), `redone: ${edits[i - 1]![0]}`).toBe(states[i]);
  }
  await expect(redo).toBeDisabled();

  // Acts are never one step with each other, however soon they follow.
  const add = page.getByRole('button', { name: 'Add a hidden layer' });
  await add.evaluate((button: unknown) => {
    (button as { click(): void }).click();
    (button as { click(): void }).click();
  });
  await undo.click();
  await undo.click();
  expect(await draft(page)).toBe(states.at(-1));
});

test('the queue lists what runs and waits, with state, time and error, and stops one of them', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  const name = page.getByLabel('Name of the experiment');
  const start = page.getByRole('button', { name: 'Run comparison' });
  // Logistic regression on separable data has no minimum to analyse.
  await page.getByRole('button', { name: 'Curvature', exact: true }).click();
  await page.getByLabel('Parameters', { exact: true }).selectOption('Minimum');
  await page.getByRole('button', { name: 'Analyse curvature' }).click();
  await expect(page.getByText('There is no result')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Experiment', exact: true }).click();

  await form(page).getByLabel('Iterations', { exact: true }).fill('2000000');
  for (const title of ['First', 'Second', 'Third']) {
    await name.fill(title);
    await start.click();
    await expect(page.getByRole('button', { name: /^Queue, / })).toHaveAccessibleName(
      `Queue, ${['First', 'Second', 'Third'].indexOf(title) + 1} active`,
    );
  }
  await page.getByRole('button', { name: 'Queue, 3 active' }).click();
  const queue = page.getByRole('dialog', { name: 'Queue' });
  const entry = (title: string) => queue.getByRole('listitem').filter({ hasText: title });
  await expect(entry('First')).toContainText(/running \d+%.*\d (ms|s|min)/);
  await expect(entry('Second')).toContainText('queued');
  await expect(entry('curvature')).toContainText(/failed.*(minimum|separable|penalty)/is);
  await queue.getByRole('button', { name: 'Cancel Second' }).click();
  await expect(entry('Second')).toContainText('cancelled');
  await expect(entry('First')).toContainText('running');
  await expect(entry('Third')).toContainText('queued');
  await queue.getByRole('button', { name: 'Cancel First' }).click();
  await expect(entry('First')).toContainText('cancelled');
  await expect(entry('Third')).toContainText('running');
  await queue.getByRole('button', { name: 'Cancel Third' }).click();
  await expect(entry('Third')).toContainText('cancelled');
  await queue.getByRole('button', { name: 'Clear finished' }).click();
  await expect(queue.getByRole('listitem')).toHaveCount(0);
});

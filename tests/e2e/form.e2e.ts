/** The form of an experiment, bullet by bullet: what is entered, what it says at once, and what a run makes of it. */

import type { Locator, Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, runComparison, test } from './fixture.ts';

type Json = Record<string, unknown>;

const form = (page: Page) => page.getByRole('form', { name: 'Experiment' });
const card = (page: Page, id: string) => page.getByRole('article', { name: `Optimizer ${id}`, exact: true });
const rows = (page: Page) => page.getByRole('region', { name: 'Table of runs' }).locator('tbody tr');
const ids = (page: Page) => page.getByRole('article').getByLabel('Name of the optimizer');
/** The formula as it was typeset: its TeX source is in the MathML. */
const rule = (page: Page, id: string) => card(page, id).locator('annotation').first();

/** The draft as it is kept for a reload. */
async function draft(page: Page): Promise<Json> {
  return page.evaluate<Json>(`(() => {
    window.dispatchEvent(new Event('pagehide'));
    return JSON.parse(localStorage.getItem('fisher-lab.draft')).present;
  })()`);
}
async function write(page: Page, document: unknown): Promise<void> {
  await page.getByRole('button', { name: 'Experiment as JSON' }).click();
  await page.getByRole('textbox', { name: 'Experiment document' }).fill(JSON.stringify(document));
  await page.keyboard.press('Escape');
}
async function act(page: Page, menu: string, item: string): Promise<void> {
  await page.getByRole('button', { name: menu, exact: true }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

const base = { version: 1, dataset: { id: 'breast-cancer' }, model: { kind: 'logistic' }, iterations: 5 };
const gd = { id: 'gd', kind: 'gd', stepSize: 1e-5 };

test('the data are warned about before a run: separable, collinear, constant, tiny', async ({
  lab,
  page,
}) => {
  const file = join(lab.dataDirectory, 'odd.csv');
  // b = 2a + c, one column does not vary, and a tells the classes apart.
  const lines = Array.from({ length: 20 }, (_, i) => {
    const c = (i * 7) % 5;
    return [i, 2 * i + c, c, 3, i < 10 ? 'no' : 'yes'].join(',');
  });
  writeFileSync(file, `${['a,b,c,same,bought', ...lines].join('\n')}\n`);
  await lab.open(page);
  await write(page, { ...base, dataset: { path: file, target: 'bought', task: 'binary' }, optimizers: [gd] });
  const data = form(page).getByRole('region', { name: 'Data' });
  await expect(data).toContainText('20 rows, 4 features');
  await expect(data).toContainText('A plane separates the two classes: logistic regression has no finite');
  await expect(data).toContainText(/Linear combinations of the columns before them: \w+\./);
  await expect(data).toContainText('Constant: same.');
  await expect(data).toContainText('Only 20 rows: results will depend on each of them.');
  await expect(data.getByRole('list', { name: 'Histograms of the features' }).getByRole('img')).toHaveCount(
    4,
  );
});

test('the hidden layers are chips: added, edited and removed with the keyboard', async ({ lab, page }) => {
  await lab.open(page);
  await form(page).getByRole('combobox', { name: 'Model', exact: true }).selectOption('mlp');
  const hidden = async () => ((await draft(page))['model'] as Json)['hidden'];
  const width = (layer: number) => page.getByRole('textbox', { name: `Width of hidden layer ${layer}` });
  await width(1).focus();
  await page.keyboard.press('Enter');
  await expect(width(2)).toBeFocused();
  await page.keyboard.type('8');
  await page.keyboard.press('ArrowUp');
  expect(await hidden()).toEqual([16, 9]);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('-4');
  await expect(form(page).getByText('-4 is not a whole number >= 1')).toBeVisible();
  await expect(width(2)).toHaveAttribute('aria-invalid', 'true');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await expect(width(1)).toBeFocused();
  expect(await hidden()).toEqual([16]);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Remove hidden layer 1' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(width(2)).toBeFocused();
  expect(await hidden()).toEqual([16, 16]);
});

test('optimizers are cards: added, duplicated, moved, drawn as in the charts, with a rule of their numbers', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await write(page, { ...base, optimizers: [gd, { id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-6 }] });
  await act(page, 'Add', 'Newton');
  await act(page, 'Actions of ngd', 'Duplicate');
  await act(page, 'Actions of newton', 'Move up');
  await act(page, 'Actions of gd', 'Move down');
  const order = async () => Promise.all((await ids(page).all()).map((id) => id.inputValue()));
  expect(await order()).toEqual(['ngd', 'gd', 'newton', 'ngd-2']);

  await expect(rule(page, 'ngd')).toHaveText(String.raw`\theta \leftarrow \theta - (F + 10^{-6}\, I)^{-1} g`);
  await page.getByRole('textbox', { name: 'Step size of ngd, exact' }).fill('0.25');
  await page.getByRole('slider', { name: 'Damping of ngd', exact: true }).press('ArrowRight');
  await expect(rule(page, 'ngd')).toHaveText(
    /0\.25 \\cdot \(F \+ 1\.33\d \\times 10\^\{-6\}\\, I\)\^\{-1\} g/,
  );
  await card(page, 'ngd').getByRole('button', { name: 'More options' }).click();
  await card(page, 'ngd').getByLabel('Schedule', { exact: true }).selectOption({ label: 'γ/√t' });
  await expect(rule(page, 'ngd')).toHaveText(/0\.25 \\cdot \\tfrac\{1\}\{\\sqrt\{t\}\}/);

  // Colour, dash and point of each card are those of its curve, and no two cards have the same.
  await runComparison(page);
  const look = async (of: Locator) =>
    (await of.locator('svg.sample').innerHTML()).replaceAll(/ data-v-\w+=""/g, '');
  const looks: string[] = [];
  for (const [id, label] of [
    ['ngd', 'NGD'],
    ['gd', 'GD'],
    ['newton', 'Newton'],
    ['ngd-2', 'ngd-2'],
  ] as const) {
    const entry = page
      .getByRole('list', { name: 'Methods' })
      .getByRole('button', { name: label, exact: true });
    looks.push(await look(card(page, id)));
    expect(await look(entry), id).toBe(looks.at(-1));
  }
  expect(new Set(looks).size).toBe(4);
});

test('a number becomes a range to search and a number again', async ({ lab, page }) => {
  await lab.open(page);
  await write(page, { ...base, optimizers: [{ ...gd, stepSize: 1e-4 }] });
  const search = page.getByRole('button', { name: 'Search a range of Step size of gd' });
  await search.click();
  const range = page.getByRole('group', { name: 'Range of Step size of gd' });
  await expect(range).toContainText('17 values, 1e-6 to 0.01');
  await expect(rule(page, 'gd')).toHaveText(String.raw`\theta \leftarrow \theta - \gamma\, g`);
  await range.getByLabel('number of values').fill('0');
  await expect(range.getByRole('alert')).toBeVisible();
  await range.getByLabel('number of values').fill('3');
  await expect(range).toContainText('3 values');
  await runComparison(page);
  await expect(page.getByRole('region', { name: 'Grid of gd' })).toContainText('3 cells');
  await search.click();
  await expect(page.getByRole('textbox', { name: 'Step size of gd, exact' })).toHaveValue('1e-4');
});

test('where a run starts, when it stops and what it records', async ({ lab, page }) => {
  await lab.open(page);
  const two = {
    ...base,
    dataset: { synthetic: 'figure-1', n: 100 },
    model: { kind: 'linear' },
    iterations: 50,
  };
  await write(page, { ...two, optimizers: [{ id: 'newton', kind: 'newton', stepSize: 0.5 }] });
  await form(page).getByLabel('Start', { exact: true }).selectOption('values');
  const values = form(page).getByLabel('Values', { exact: true });
  await values.fill('2, x');
  await expect(form(page).getByText('"x" is not a number')).toBeVisible();
  await values.fill('2, 4.5, 1');
  await expect(form(page).getByText('has 3 numbers; the model has 2 parameters')).toBeVisible();
  await expect(values).toHaveAttribute('aria-invalid', 'true');
  await values.fill('2, 4.5');
  await form(page).getByRole('button', { name: 'Record' }).click();
  await form(page).getByRole('checkbox', { name: 'Step norm' }).uncheck();
  await form(page).getByRole('checkbox', { name: 'Distance to the minimum' }).check();
  await runComparison(page);
  const iterations = async () => Number(await rows(page).first().locator('td').nth(5).innerText());
  expect(await iterations()).toBe(50);
  await expect(page.getByText('Step norm was not recorded by these runs')).toBeVisible();
  await act(page, 'Add chart', 'Distance to the minimum');
  const distance = page.getByRole('slider', { name: /^Cross-hair. Distance to the minimum/ });
  // The start is as far as it was said: from (2, 4.5) to the least-squares line.
  await distance.focus();
  await page.keyboard.press('Home');
  await expect(distance).toHaveAttribute('aria-valuetext', /^Iteration 0: .*\d/);
  expect(((await draft(page))['record'] as string[]).includes('stepNorm')).toBe(false);

  // Half a Newton step halves the gradient: it is under any bound after so many.
  await form(page).getByRole('textbox', { name: 'Gradient norm' }).fill('0.1');
  await runComparison(page);
  await expect.poll(iterations).toBeLessThan(15);
  expect(await iterations()).toBeGreaterThan(2);
});

test('the copied command gives with the command line what the app shows', async ({ lab, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await lab.open(page);
  await write(page, {
    ...base,
    name: "It's $mine",
    optimizers: [gd, { id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-6 }],
  });
  await act(page, 'Share', 'Copy command');
  const command = await page.evaluate<string>('navigator.clipboard.readText()');
  await runComparison(page);
  const download = page.waitForEvent('download');
  await act(page, 'Export', 'Run log (CSV)');
  const shown = readFileSync(await (await download).path(), 'utf8');

  const folder = mkdtempSync(join(tmpdir(), 'fisher-lab-command-'));
  const root = join(import.meta.dirname, '..', '..');
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
  };
  // As `npm exec -- fisher-lab` finds it, but from a folder of its own.
  const program = `'${process.execPath}' '${join(root, bin['fisher-lab']!)}'`;
  const line = `${command.replace('npm exec -- fisher-lab', program)} --data-dir lab`;
  execFileSync('sh', ['-c', line], { cwd: folder });
  const { name } = JSON.parse(readFileSync(join(folder, 'experiment.json'), 'utf8')) as { name: string };
  expect(name).toBe("It's $mine");
  const written = readFileSync(join(folder, 'results', 'runs.csv'), 'utf8');
  rmSync(folder, { recursive: true, force: true });
  expect(written.trim().split('\n')).toHaveLength(1 + 2 * 6);
  expect(written).toBe(shown);
});

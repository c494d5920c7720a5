import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import papaparse from 'papaparse';
import { expect, runComparison, test } from './fixture.ts';

test.setTimeout(240_000);

const rows = (page: Page) => page.getByRole('region', { name: 'Table of runs' }).locator('tbody tr');
async function run(page: Page): Promise<void> {
  await runComparison(page);
  await finished(page);
}
async function finished(page: Page): Promise<void> {
  await expect(page.getByText(/^completed$/).first()).toBeVisible({ timeout: 60_000 });
  for (const row of await rows(page).all()) await expect(row).toContainText('completed');
}

/** The losses of one optimizer from the exported run log, digit for digit. */
async function losses(page: Page, optimizer: string): Promise<string[]> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'Run log (CSV)' }).click();
  const text = readFileSync(await (await download).path(), 'utf8');
  const { data } = papaparse.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  return data.filter((row) => row['optimizer'] === optimizer).map((row) => row['loss']!);
}

test('a finished run is gone on from: the first loss is the last one of before', async ({ lab, page }) => {
  await lab.open(page);
  await page.getByLabel('Iterations').fill('20');
  await run(page);
  const before = await losses(page, 'efgd');
  expect(before).toHaveLength(21);

  await page.getByRole('button', { name: 'More of efgd, run 3' }).click();
  await page.getByRole('menuitem', { name: 'Start from here' }).click();
  await expect(page.getByLabel('Start', { exact: true })).toHaveValue('values');
  await expect(page.getByLabel('Name of the experiment')).toHaveValue(
    'Breast cancer: NGD, EFGD and GD, from where efgd was after 20 iterations',
  );
  await expect(page.getByLabel('Iterations')).toHaveValue('20');
  await run(page);
  for (const optimizer of ['gd', 'ngd', 'efgd']) {
    expect((await losses(page, optimizer))[0], optimizer).toBe(before.at(-1));
  }

  // It was an edit like any other.
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect(page.getByLabel('Start', { exact: true })).toHaveValue('default');
});

test('the history runs an experiment again, opens it in the form, and goes on from its end', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await page.getByLabel('Iterations').fill('15');
  await page.getByLabel('Name of the experiment').fill('First');
  await run(page);
  const before = await losses(page, 'ngd');
  const history = page.getByRole('button', { name: 'History', exact: true });
  const actions = page.getByRole('button', { name: /^Actions of First/ }).first();

  await history.click();
  await actions.click();
  await page.getByRole('menuitem', { name: 'Run again' }).click();
  await finished(page);
  expect(await losses(page, 'ngd')).toEqual(before);
  await history.click();
  await expect(page.getByRole('button', { name: 'First', exact: true })).toHaveCount(2);

  await page.getByRole('button', { name: 'Experiment', exact: true }).click();
  await page.getByLabel('Iterations').fill('3');
  await history.click();
  await actions.click();
  await page.getByRole('menuitem', { name: 'Open in the form' }).click();
  await expect(page.getByLabel('Iterations')).toHaveValue('15');

  await history.click();
  await actions.click();
  await page.getByRole('menuitem', { name: 'Start from the end of ngd' }).click();
  await expect(page.getByLabel('Start', { exact: true })).toHaveValue('values');
  await run(page);
  expect((await losses(page, 'gd'))[0]).toBe(before.at(-1));
});

test('in a narrow window the form opens where something is put into it; other data take the old name away', async ({
  lab,
  page,
}) => {
  await page.setViewportSize({ width: 960, height: 700 });
  await lab.open(page);
  const form = page.getByRole('form', { name: 'Experiment' });
  await expect(form).toBeHidden();
  await run(page);
  await page.getByRole('button', { name: 'More of ngd, run 2' }).click();
  await page.getByRole('menuitem', { name: 'Start from here' }).click();
  await expect(form).toBeVisible();
  await expect(form.getByLabel('Start', { exact: true })).toHaveValue('values');
  // Under the form nothing takes the focus; a run takes the form away, and the focus does not vanish with it.
  const dashboard = page.getByRole('region', { name: 'Dashboard' });
  await expect(dashboard).toHaveAttribute('inert');
  await form.getByLabel('Start', { exact: true }).focus();
  await run(page);
  await expect(form).toBeHidden();
  await expect(dashboard).not.toHaveAttribute('inert');

  await page.getByRole('button', { name: 'Data sets' }).click();
  await page.getByRole('button', { name: /^Iris/ }).click();
  await page.getByRole('button', { name: 'Use in experiment' }).click();
  await expect(form).toBeVisible();
  const name = page.getByLabel('Name of the experiment');
  await expect(name).toHaveValue('');
  await expect(name).toHaveAttribute('placeholder', 'Iris: GD, NGD and EFGD');

  // In the form a name that was typed stays, one that was suggested goes with its data.
  const data = form.getByLabel('Data set', { exact: true });
  await name.fill('Mine');
  await data.selectOption({ label: 'Breast cancer (WDBC)' });
  await expect(name).toHaveValue('Mine');
  // So it does where the data are chosen on their own screen.
  await page.getByRole('button', { name: 'Data sets' }).click();
  await page.getByRole('button', { name: /^Iris/ }).click();
  await page.getByRole('button', { name: 'Use in experiment' }).click();
  await expect(name).toHaveValue('Mine');
  await data.selectOption({ label: 'Breast cancer (WDBC)' });
  await name.fill('Breast cancer (WDBC): GD, NGD and EFGD');
  await data.selectOption({ label: 'Iris' });
  await expect(name).toHaveValue('');
});

import type { Page } from '@playwright/test';
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { syntheticNames } from '#contract/dataset.ts';
import { expect, expectAccessible, runComparison, test } from './fixture.ts';

test.setTimeout(240_000);

const rows = Array.from({ length: 40 }, (_, i) => {
  const size = i === 7 ? '' : String((i * 37) % 23);
  return [size, ['red', 'green', 'blue'][i % 3], (i * 0.37).toFixed(2), i % 2 === 0 ? 'no' : 'yes'].join(';');
});
const table = `${['size;colour;weight;bought', ...rows].join('\n')}\n`;

/** Drops a file on the window. A string, because these tests are checked without the types of a page. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(`{
    const transfer = new DataTransfer();
    transfer.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
  }`);
}

test('a dropped file is previewed, corrected, imported, used, renamed, exported and removed', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await page.getByRole('button', { name: 'Data sets' }).click();
  await page.getByRole('button', { name: /^Breast cancer/ }).click();
  await expect(page.getByRole('row', { name: /mean radius/ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Class balance' })).toContainText('357');
  await expectAccessible(page);

  // The file has a missing value: refused with its place until the user decides.
  await drop(page, 'shop.csv', table);
  const dialog = page.getByRole('dialog', { name: 'Import shop.csv' });
  await expect(dialog.getByLabel('Separator')).toHaveValue(';');
  await expect(dialog.getByLabel('Target')).toHaveValue('bought');
  await expect(dialog.getByRole('alert')).toContainText('line 9');
  await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Fill in the median' }).click();
  await expect(dialog.getByRole('alert')).toBeHidden();
  await expect(dialog.getByLabel('Missing values', { exact: true })).toHaveValue('median');
  await expect(dialog.getByLabel('Missing values', { exact: true })).toBeFocused();
  await expect(dialog).toContainText('missing values filled in: 1 of size with its median (11)');
  await expect(dialog).toContainText('Fills in 1 of size with its median (11).');
  await expect(dialog.getByRole('row', { name: /^colour/ })).toContainText(
    '3 0/1 columns (blue, green, red)',
  );
  await dialog.getByRole('checkbox', { name: 'Use weight' }).uncheck();
  await expect(dialog.getByRole('row', { name: /^weight/ })).toContainText(/left out.*not counted/);
  await dialog.getByLabel('Class 1', { exact: true }).selectOption('no');
  await expect(dialog).toContainText('0 stands for yes, 1 for no');
  await dialog.getByLabel('Name', { exact: true }).fill('The shop');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog).toBeHidden();

  const details = page.getByRole('region', { name: 'Details of The shop' });
  await expect(details.getByRole('region', { name: 'Class balance' })).toContainText('20');
  await expect(details.getByRole('row', { name: /weight/ })).toBeHidden();
  await expect(details).toContainText('binary, class 1 is no');
  await expect(details).toContainText('1 filled in: 1 of size with its median (11)');
  await expect(details.getByRole('row', { name: /^size/ })).toContainText(
    '11 where size was missing: its median',
  );
  await details.getByRole('button', { name: 'Rename' }).click();
  await details.getByLabel('New name').fill('Shop of colours');
  await page.keyboard.press('Enter');
  const renamed = page.getByRole('region', { name: 'Details of Shop of colours' });
  const download = page.waitForEvent('download');
  await renamed.getByRole('button', { name: 'Export' }).click();
  expect(readFileSync(await (await download).path(), 'utf8').split('\n')[0]).toContain('size');

  await renamed.getByRole('button', { name: 'Use in experiment' }).click();
  await expect(page.getByLabel('Data set', { exact: true }).locator('option:checked')).toHaveText(
    /Shop of colours/,
  );
  await runComparison(page);

  // The history needs it: the refusal names the experiment.
  await page.getByRole('button', { name: 'Data sets' }).click();
  await page.getByRole('button', { name: /^Shop of colours/ }).click();
  await renamed.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove for good' }).click();
  await expect(renamed.getByRole('alert')).toContainText('1 experiment of the history');
  await expectAccessible(page);
});

test('a discarded file leaves nothing, a set without its file says how to get it', async ({ lab, page }) => {
  await lab.open(page);
  await page.getByRole('button', { name: 'Data sets' }).click();
  await drop(page, 'plain.csv', 'a,b\n1,2\n2,3.5\n3,1\n4,7\n');
  const dialog = page.getByRole('dialog', { name: 'Import plain.csv' });
  await expect(dialog.getByText('Will import 4 rows')).toBeVisible({ timeout: 60_000 });
  await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toBeEnabled();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('region', { name: 'Imported' })).toBeHidden();

  // Of two files one is taken, and that is said.
  await page.evaluate(`{
    const transfer = new DataTransfer();
    for (const name of ['one.csv', 'two.csv']) transfer.items.add(new File(['a,b\\n1,2\\n2,3.5\\n'], name));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
  }`);
  await expect(page.getByRole('dialog', { name: 'Import one.csv' })).toBeVisible();
  await expect(page.getByText('2 files came at once, and only one.csv is taken')).toBeVisible();
  await page.keyboard.press('Escape');

  await page.getByLabel('Search the data sets').fill('yacht');
  await page.getByRole('button', { name: /^Yacht hydrodynamics/ }).click();
  await expect(page.getByText('is not on this machine')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Download' })).toBeVisible();
});

test('the correlations of a set are seen, read as numbers, and told where there are none', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await page.getByRole('button', { name: 'Data sets' }).click();
  await page.getByRole('button', { name: /^Breast cancer/ }).click();
  const card = page.getByRole('region', { name: 'Correlations', exact: true });
  // 0.998 and -0.794 are pandas' numbers.
  await expect(card.getByRole('img', { name: /^Correlations of 31 columns/ })).toHaveAccessibleName(
    /mean radius, mean perimeter 0\.998; largest: worst concave points and the target −0\.794/,
  );
  await expect(card.getByRole('listitem').filter({ hasText: 'worst concave points' })).toContainText(
    '−0.794',
  );

  // By keyboard to the numbers, all columns of them.
  await card.getByRole('button', { name: 'Show the numbers' }).focus();
  await page.keyboard.press('Enter');
  const table = card.getByRole('region', { name: 'Table of correlations' });
  await expect(table.getByRole('row')).toHaveCount(32);
  const row = table.getByRole('row', { name: /^8 mean concave points/ });
  await expect(row.getByRole('cell').last()).toHaveText('−0.78');
  await expectAccessible(page);

  // Wider than what is shown: the rest is told. Classes have a column each.
  await page.getByRole('button', { name: /^Handwritten digits/ }).click();
  await expect(card).toContainText('the 40 of 64 features with the largest |r| to the target');
  await expect(card.getByRole('img', { name: /^Correlations of 50 columns/ })).toBeVisible();

  await drop(page, 'flat.csv', 'a,y\n1,2\n1,2\n1,2\n1,2\n');
  await page
    .getByRole('dialog', { name: 'Import flat.csv' })
    .getByRole('button', { name: 'Import', exact: true })
    .click();
  await expect(card).toContainText('No column varies: there is nothing to correlate.');
});

test('correlations that cannot be computed say why, and are tried again', async ({ lab, page }) => {
  await lab.open(page);
  await page.getByRole('button', { name: 'Data sets' }).click();
  await drop(page, 'broken.csv', 'a,y\n1,2\n2,2.5\n3,1\n4,2\n');
  await page
    .getByRole('dialog', { name: 'Import broken.csv' })
    .getByRole('button', { name: 'Import', exact: true })
    .click();
  const card = page.getByRole('region', { name: 'Correlations', exact: true });
  await expect(card.getByRole('img')).toBeVisible();

  await page.getByRole('button', { name: /^Iris/ }).click();
  await expect(card.getByRole('img', { name: /^Correlations of 7 columns/ })).toBeVisible();
  const numbers = join(lab.dataDirectory, 'datasets', 'broken', 'columns.bin');
  renameSync(numbers, `${numbers}.away`);
  await page.getByRole('button', { name: /^broken/ }).click();
  await expect(card.getByRole('alert')).toContainText('columns.bin');
  renameSync(`${numbers}.away`, numbers);
  await card.getByRole('button', { name: 'Try again' }).click();
  await expect(card.getByRole('img', { name: /^Correlations of 2 columns/ })).toBeVisible();
});

test('each generator of synthetic data is listed, seen by its draw, and used', async ({ lab, page }) => {
  await lab.open(page);
  await page.getByRole('button', { name: 'Data sets' }).click();
  const drawn = page.getByRole('region', { name: 'Drawn at random' });
  await expect(drawn.getByRole('button')).toHaveCount(syntheticNames.length);
  await drawn.getByRole('button', { name: /^Figure 2 correct/ }).press('Enter');
  const details = page.getByRole('region', { name: 'Details of Figure 2 correct' });
  await expect(details).toContainText('a draw of 1,000 rows, seed 0');
  await expect(details.getByRole('region', { name: 'Class balance' })).toContainText('50.0%');
  await expect(details.getByRole('row', { name: /^x2 feature number Histogram/ })).toBeVisible();
  await expect(details.getByText('3 with the bias column')).toBeVisible();
  await details.getByRole('button', { name: 'Use in experiment' }).click();
  await expect(page.getByLabel('Data set', { exact: true })).toHaveValue('synthetic:figure-2-correct');
});

test('an imported set is described in the user’s words, by keyboard', async ({ lab, page }) => {
  await lab.open(page);
  await page.getByRole('button', { name: 'Data sets' }).click();
  await drop(page, 'notes.csv', 'a,y\n1,2\n2,2.5\n3,1\n4,2\n');
  await page
    .getByRole('dialog', { name: 'Import notes.csv' })
    .getByRole('button', { name: 'Import', exact: true })
    .click();
  const details = page.getByRole('region', { name: 'Details of notes' });
  const edit = details.getByRole('button', { name: 'Edit the description' });
  const origin = await details.getByText('notes.csv').first().innerText();

  await edit.press('Enter');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Measured twice');
  await page.keyboard.press('Escape');
  await expect(details).toContainText(origin);
  await expect(edit).toBeFocused();

  await edit.press('Enter');
  const field = details.getByLabel('Description');
  await expect(field).toBeFocused();
  await field.fill('Measured twice');
  await expectAccessible(page);
  await page.keyboard.press('Control+Enter');
  await expect(details.getByText('Measured twice')).toBeVisible();
  await page.reload();
  await expect(details.getByText('Measured twice')).toBeVisible();

  // Without words of the user's, those of the lab come back.
  await edit.click();
  await field.fill('');
  await details.getByRole('button', { name: 'Save the description' }).click();
  await expect(details).toContainText(origin);

  await page.getByRole('button', { name: /^Iris/ }).click();
  await expect(page.getByRole('button', { name: 'Edit the description' })).toBeHidden();
});

test('a search without a hit and a set that is gone say so', async ({ lab, page }) => {
  await lab.open(page);
  await page.getByRole('button', { name: 'Data sets' }).click();
  await page.getByLabel('Search the data sets').fill('nothing of this kind');
  await expect(page.getByText('No data set contains these words.')).toBeVisible();
  await expect(page.getByText('No data set chosen')).toBeVisible();
  await page.evaluate(
    `history.pushState(null, '', '#/datasets/gone'); dispatchEvent(new PopStateEvent('popstate'));`,
  );
  await expect(page.getByText('This data set is not here')).toBeVisible();
});

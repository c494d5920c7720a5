import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expect, expectAccessible, test } from './fixture.ts';

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
  await dialog.getByLabel('Missing values').selectOption('median');
  await expect(dialog.getByRole('alert')).toBeHidden();
  await expect(dialog.getByRole('row', { name: /^colour/ })).toContainText(
    '3 0/1 columns (blue, green, red)',
  );
  await dialog.getByRole('checkbox', { name: 'Use weight' }).uncheck();
  await expect(dialog.getByRole('row', { name: /^weight/ })).toContainText('left out');
  await dialog.getByLabel('Name', { exact: true }).fill('The shop');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog).toBeHidden();

  const details = page.getByRole('region', { name: 'Details of The shop' });
  await expect(details.getByRole('region', { name: 'Class balance' })).toContainText('20');
  await expect(details.getByRole('row', { name: /weight/ })).toBeHidden();
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
  await page.getByRole('button', { name: 'Run comparison' }).click();
  await expect(page.getByText(/^completed$/).first()).toBeVisible({ timeout: 60_000 });

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

  await page.getByLabel('Search the data sets').fill('yacht');
  await page.getByRole('button', { name: /^Yacht hydrodynamics/ }).click();
  await expect(page.getByText('is not on this machine')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Download' })).toBeVisible();
});

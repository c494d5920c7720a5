import { readFileSync } from 'node:fs';
import { expect, expectAccessible, test } from './fixture.ts';

test.setTimeout(240_000);

test('a preset runs, is judged, drawn, saved, and opens in the form', async ({ lab, page }) => {
  await lab.open(page);
  await page.getByRole('button', { name: 'Gallery' }).click();
  const card = page.getByRole('article', { name: 'NGD against EFGD on three data sets' });
  await expect(card).toContainText('Figure 3');

  await card.getByRole('button', { name: 'Run: NGD against EFGD' }).click();
  await expect(card.getByRole('progressbar')).toBeVisible();
  const figure = card.getByRole('img', { name: /Boston: cos\(NG, EFG\) falls to/ });
  await expect(figure).toBeVisible({ timeout: 120_000 });
  const panels = card.getByRole('list', { name: /^Experiments of/ }).getByRole('listitem');
  await expect(panels.filter({ hasText: 'BreastCancer' })).toContainText('completed');
  await expect(panels.filter({ hasText: 'Boston' })).toContainText('completed');
  await expect(panels.filter({ hasText: 'a1a' })).toContainText('not on this machine');
  const verdicts = card.getByRole('list', { name: /^Verdicts of/ }).getByRole('listitem');
  await expect(verdicts.filter({ hasText: 'Boston' })).toContainText('Holds here.');
  await expect(verdicts.filter({ hasText: 'a1a' })).toContainText('Not decided');
  await expect(card.getByRole('table')).toContainText('NGD');
  await expectAccessible(page);

  const download = page.waitForEvent('download');
  await card.getByRole('button', { name: 'Save figure' }).click();
  await page.getByRole('menuitem', { name: 'As PNG' }).click();
  const png = readFileSync(await (await download).path());
  expect(png.subarray(1, 4).toString()).toBe('PNG');

  await card.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Boston' }).click();
  await expect(page.getByLabel('Data set', { exact: true })).toHaveValue('id:boston');
});

import type { Locator } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expect, expectAccessible, test } from './fixture.ts';

test.setTimeout(240_000);

/** An image's own size, in words of the page. */
const sizeOf = (image: Locator) =>
  image.evaluate((found) => {
    const { naturalWidth, naturalHeight } = found as unknown as Record<string, number>;
    return { naturalWidth: naturalWidth!, naturalHeight: naturalHeight! };
  });

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

test('thumbnails have the colours of the theme, and a figure comes without moving anything', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await page.getByRole('button', { name: 'Gallery' }).click();
  const card = page.getByRole('article', { name: 'Which split makes a useful Gauss-Newton matrix' });
  const thumbnail = card.locator('img');
  await thumbnail.scrollIntoViewIfNeeded();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(thumbnail).toHaveAttribute('src', `presets/splits-${colorScheme}.png`);
    await expect.poll(async () => (await sizeOf(thumbnail)).naturalWidth).toBe(720);
  }
  await card.getByRole('button', { name: /^Run/ }).click();
  const figure = card.locator('figure');
  const stands = await figure.boundingBox();
  const size = await card.boundingBox();
  await expect(figure.getByRole('img', { name: /^Figure of the preset/ })).toBeVisible({ timeout: 60_000 });
  expect(await figure.boundingBox()).toEqual(stands);
  // Its verdicts and tables have come without pushing other cards away.
  await expect(card.getByRole('table')).not.toHaveCount(0);
  expect(await card.boundingBox()).toEqual(size);
  // The room was that of the figure itself.
  const picture = figure.getByRole('img');
  const { naturalWidth, naturalHeight } = await sizeOf(picture);
  const box = (await picture.boundingBox())!;
  expect(Math.abs(box.width / box.height / (naturalWidth / naturalHeight) - 1)).toBeLessThan(0.02);
});

/** Everything that is dragged can be had by single clicks too (WCAG 2.5.7). */

import { expect, runComparison, test } from './fixture.ts';

test('by clicks alone: a slider, the width of the form, zoom and pan of a chart, a range of the coordinates', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  const step = page.getByRole('textbox', { name: 'Step size of ngd, exact' });
  const slider = page.getByRole('slider', { name: 'Step size of ngd', exact: true });
  // What is known of the data set comes a moment after the form, above the sliders.
  await expect(async () => {
    const thumb = (await slider.boundingBox())!;
    await page.mouse.click(thumb.x - 20, thumb.y + 7);
    await expect.poll(async () => Number(await step.inputValue()), { timeout: 1000 }).toBeLessThan(1);
  }).toPass();
  await page.getByRole('button', { name: 'Search a range of Step size of ngd' }).click();
  await page.getByLabel('Step size of ngd: number of values').fill('5');
  await page.getByLabel('Iterations', { exact: true }).fill('20');

  const handle = page.getByRole('separator', { name: 'Width of the form' });
  await handle.dblclick();
  await expect(handle).toHaveAttribute('aria-valuenow', '440');
  await handle.dblclick();
  await handle.dblclick();
  await expect(handle).toHaveAttribute('aria-valuenow', '340');

  await runComparison(page);
  const card = page.getByRole('region', { name: 'Training loss (mean)' });
  const choose = async (item: string) => {
    await card.getByRole('button', { name: 'Chart options' }).click();
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  };
  const plot = card.getByRole('slider', { name: /^Cross-hair/ });
  const window = async () =>
    Promise.all(
      ['aria-valuemin', 'aria-valuemax'].map(async (name) =>
        Number(Number(await plot.getAttribute(name)).toFixed(6)),
      ),
    );
  expect(await window()).toEqual([0, 20]);
  await choose('Zoom in');
  await expect.poll(async () => (await window())[1]).toBeLessThan(20);
  await choose('Zoom in');
  await expect.poll(async () => (await window())[1]).toBeLessThan(15);
  const [low, high] = await window();
  expect(low).toBeGreaterThan(0);
  await choose('Move right');
  await expect.poll(async () => (await window())[0]).toBeGreaterThan(low!);
  await choose('Move left');
  await expect.poll(window).toEqual([low, high]);
  await choose('Reset zoom');
  await expect.poll(window).toEqual([0, 20]);

  const parallel = page.getByRole('region', { name: 'Parallel coordinates of ngd' });
  await parallel.scrollIntoViewIfNeeded();
  const top = (await parallel.getByRole('slider', { name: 'Highest step size' }).boundingBox())!;
  const bottom = (await parallel.getByRole('slider', { name: 'Lowest step size' }).boundingBox())!;
  // Two of five values lie in the upper three eighths: the nearer end, the highest, comes down to there.
  await page.mouse.click(top.x + 8, top.y + (3 / 8) * (bottom.y - top.y) + 8);
  await expect(parallel.getByRole('status')).toHaveText('3 of 5 are in the ranges');
});

import type { Page } from '@playwright/test';
import { expect, test } from './fixture.ts';

test.setTimeout(240_000);

const rows = (page: Page) => page.getByRole('region', { name: 'Table of runs' }).locator('tbody tr');
const finished = (page: Page) =>
  expect(page.getByText(/^completed$/).first()).toBeVisible({ timeout: 60_000 });

test('with the keyboard only, from the empty app to an exported plot', async ({ lab, page }) => {
  await lab.open(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find a command' }).waitFor();
  await page.keyboard.type('add newton');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article', { name: 'Optimizer newton' })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(rows(page)).toHaveCount(4);
  await finished(page);
  const download = page.waitForEvent('download');
  await page.keyboard.press('Control+e');
  expect((await download).suggestedFilename()).toMatch(/\.png$/);
});

test('the shortcuts are listed with ?, the palette finds commands', async ({ lab, page }) => {
  await lab.open(page);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Run comparison');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('theme dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('live mode redraws the curves as a step size is dragged', async ({ lab, page }) => {
  await lab.open(page);
  await page.getByRole('switch', { name: 'Live' }).click();
  await expect(rows(page)).toHaveCount(3);
  const plot = page.getByRole('slider', { name: 'Cross-hair. Training loss (mean)' });
  const before = await plot.getAttribute('aria-label');
  const thumb = page.getByRole('slider', { name: 'Step size of efgd', exact: true });
  await thumb.scrollIntoViewIfNeeded();
  const box = (await thumb.boundingBox())!;
  await page.mouse.move(box.x + 7, box.y + 7);
  await page.mouse.down();
  await page.mouse.move(box.x + 27, box.y + 7, { steps: 10 });
  await expect(plot).not.toHaveAttribute('aria-label', before!); // still dragging
  await page.mouse.up();
  await expect(rows(page)).toHaveCount(3);
  // Nothing of it was stored.
  await page.getByRole('switch', { name: 'Live' }).click();
  await page.getByRole('button', { name: 'History' }).click();
  await expect(page.getByText('No experiments yet')).toBeVisible();
});

test('a grid: the heatmap reads a cell, and adds its run to the curves', async ({ lab, page }) => {
  await lab.open(page);
  await page.getByRole('button', { name: 'Search a range of Step size of ngd' }).click();
  await page.getByRole('button', { name: 'Search a range of Damping of ngd' }).click();
  await page.getByLabel('Step size of ngd: number of values').fill('5');
  await page.getByLabel('Damping of ngd: number of values').fill('3');
  await page.getByRole('button', { name: 'Run comparison' }).click();
  await finished(page);
  await expect(page.getByRole('region', { name: 'Grid of ngd' })).toContainText('15 cells');
  const heatmap = page.getByRole('application', { name: /^Heatmap of ngd/ });
  await heatmap.scrollIntoViewIfNeeded();
  const box = (await heatmap.boundingBox())!;
  await page.mouse.move(box.x + box.width / 5, box.y + box.height / 2);
  await expect(page.getByRole('region', { name: 'Grid of ngd' })).toContainText(
    /step size .*, damping .*, last loss/,
  );
  await page.mouse.click(box.x + box.width / 5, box.y + box.height / 2);
  await expect(rows(page)).toHaveCount(4);
  await heatmap.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(5);

  // Parallel coordinates: a range by the keyboard, then one by dragging, and the best of what they leave.
  const parallel = page.getByRole('region', { name: 'Parallel coordinates of ngd' });
  const drawnMap = () =>
    page.evaluate(`document.querySelector('[aria-label^="Heatmap of ngd"] canvas').toDataURL()`);
  const whole = await drawnMap();
  await parallel.getByRole('slider', { name: 'Highest last loss' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(parallel.getByRole('status')).toHaveText(/^(\d|1[0-4]) of 15 are in the ranges$/);
  // What is outside fades in the heatmap too.
  await expect.poll(drawnMap).not.toBe(whole);
  await parallel.getByRole('button', { name: 'Clear the ranges' }).click();
  await expect(parallel.getByRole('status')).toBeEmpty();
  const highest = (await parallel.getByRole('slider', { name: 'Highest damping' }).boundingBox())!;
  const lowest = (await parallel.getByRole('slider', { name: 'Lowest damping' }).boundingBox())!;
  const middle = (highest.y + lowest.y) / 2;
  await page.mouse.move(highest.x + 8, middle - 20);
  await page.mouse.down();
  await page.mouse.move(highest.x + 8, middle + 20, { steps: 3 });
  await page.mouse.up();
  // One of three dampings: a third of the cells.
  await expect(parallel.getByRole('status')).toHaveText('5 of 15 are in the ranges');
  await parallel.getByRole('button', { name: 'Add the best of these' }).click();
  await expect(rows(page).filter({ hasText: 'λ 1e-6' })).not.toHaveCount(0);
});

test('the runs table sorts, hides, compares with a baseline, and keeps notes', async ({ lab, page }) => {
  await lab.open(page);
  await page.getByRole('button', { name: 'Run comparison' }).click();
  await finished(page);
  await page.getByRole('button', { name: 'Last loss' }).click();
  await expect(rows(page).first()).toContainText('NGD');
  await page.getByRole('button', { name: 'Compare with ngd, run 2' }).click();
  await expect(rows(page).nth(1)).toContainText('+');
  await page.getByRole('checkbox', { name: 'Show gd, run 1' }).uncheck();
  const plot = page.getByRole('slider', { name: 'Cross-hair. Training loss (mean)' });
  await expect(plot).not.toHaveAttribute('aria-label', /axis\. GD from/);
  await page.getByRole('button', { name: 'Notes of ngd, run 2' }).click();
  await page.getByLabel('Tags, separated by commas').fill('paper, fast');
  await page.getByRole('button', { name: 'Keep the notes' }).click();
  await expect(rows(page).first()).toContainText('paper');
  await page.reload();
  await expect(rows(page).filter({ hasText: 'fast' })).toHaveCount(1);
});

test('charts: the cross-hair reads all runs, zooms and resets, and has a table', async ({ lab, page }) => {
  await lab.open(page);
  await page.getByRole('button', { name: 'Run comparison' }).click();
  await finished(page);
  const plot = page.getByRole('slider', { name: 'Cross-hair. Training loss (mean)' });
  await plot.focus();
  await page.keyboard.press('End');
  await expect(plot).toHaveAttribute('aria-valuetext', /^Iteration 100: .*NGD/);
  await page.keyboard.press('+');
  await expect(page.getByRole('button', { name: 'Reset zoom' }).first()).toBeVisible();
  await page.keyboard.press('0');
  await expect(page.getByRole('button', { name: 'Reset zoom' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Show the numbers' }).first().click();
  await expect(page.getByRole('region', { name: 'Numbers of Training loss (mean)' })).toContainText('0.6931');
  await page.getByRole('button', { name: 'Add chart' }).click();
  await page.getByRole('menuitem', { name: 'Effective damping' }).click();
  await expect(page.getByText('Effective damping was not recorded')).toBeVisible();
});

test('the tour, with the keyboard only, ends in a finished comparison within a minute', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  const began = Date.now();
  // The offer is the first thing that Tab comes to.
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Take the tour' })).toBeFocused();
  await page.keyboard.press('Enter');
  const note = (title: string) => page.getByRole('dialog', { name: title });
  for (const title of ['The data and the model', 'The optimizers']) {
    await expect(note(title).getByRole('button', { name: 'Next' })).toBeFocused();
    await page.keyboard.press('Enter');
  }
  await expect(note('Run the comparison').getByRole('button', { name: 'Run it now' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(note('What to look at').getByRole('button', { name: 'Close' })).toBeFocused();
  await expect(rows(page)).toHaveCount(3);
  for (const row of await rows(page).all()) await expect(row).toContainText('completed');
  expect(Date.now() - began).toBeLessThan(60_000);
  await page.keyboard.press('Escape');
  await expect(note('What to look at')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Run comparison' })).toBeFocused();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Take the tour' })).toHaveCount(0);
});

test('the tour follows a run that is started early, and gives the focus back to the menu it came from', async ({
  lab,
  page,
}) => {
  await page.setViewportSize({ width: 960, height: 700 });
  await lab.open(page);
  await page.getByRole('button', { name: 'Settings' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Take the tour' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Next' })).toBeFocused();
  // The key closes the form, which this step speaks of.
  await page.keyboard.press('Control+Enter');
  await expect(
    page.getByRole('dialog', { name: 'What to look at' }).getByRole('button', { name: 'Close' }),
  ).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Settings' })).toBeFocused();
});

test('what opens another screen leaves the focus on it, not at the start of the page', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await page.getByRole('button', { name: 'Gallery' }).click();
  await page.getByRole('button', { name: 'Open', exact: true }).first().press('Enter');
  await expect(page.getByRole('form', { name: 'Experiment' })).toBeVisible();
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Hide the form' })).toBeFocused();
});

import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expect, expectAccessible, runComparison, test } from './fixture.ts';

// axe reads every element in both themes: seconds a call on a loaded machine.
test.setTimeout(240_000);

const problem = {
  ...{ version: 1, dataset: { synthetic: 'figure-1', n: 300 }, model: { kind: 'linear' } },
  start: { kind: 'values', values: [2, 4.5] },
  iterations: 40,
  optimizers: [
    { id: 'gd', kind: 'gd', stepSize: 0.05 },
    { id: 'ngd', kind: 'ngd', stepSize: 0.1, damping: 1e-8 },
    { id: 'efgd', kind: 'efgd', stepSize: 0.3, damping: 1e-8 },
  ],
};

async function write(page: Page, document: unknown): Promise<void> {
  await page.getByRole('button', { name: 'Experiment as JSON' }).click();
  await page.getByRole('textbox', { name: 'Experiment document' }).fill(JSON.stringify(document));
  await page.keyboard.press('Escape');
}
const card = (page: Page) => page.getByRole('region', { name: 'Plane of the two parameters' });
const picture = (page: Page) => card(page).getByRole('img', { name: /^Contours of the loss, θ₁ from/ });
const start = (page: Page) => card(page).getByRole('button', { name: /^Start \(/ });
/** What the picture says of one method: where its path is. */
const place = async (page: Page, method: string): Promise<string> =>
  new RegExp(`\\b${method} at (\\S+ \\S+) after`).exec(
    (await picture(page).getAttribute('aria-label')) ?? '',
  )![1]!;

test('the start of a two-parameter problem is dragged, and moved by arrow keys: the paths follow', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await expect(card(page)).toHaveCount(0);
  await write(page, problem);
  await expect(picture(page)).toHaveAccessibleName(/Start \(2, 4\.500\)\. GD at .* after 40 steps; NGD at/);
  await expectAccessible(page);

  const before = { gd: await place(page, 'GD'), ngd: await place(page, 'NGD') };
  const box = (await start(page).boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 80, y + 60, { steps: 6 });
  // Still held: the paths are already those from there.
  await expect.poll(() => place(page, 'GD')).not.toBe(before.gd);
  await expect.poll(() => place(page, 'NGD')).not.toBe(before.ngd);
  const held = await start(page).getAttribute('aria-label');
  await page.mouse.move(x - 120, y + 90, { steps: 4 });
  await page.mouse.up();
  await expect(start(page)).not.toHaveAttribute('aria-label', held!);

  // It is the start of the form, and one edit.
  await expect(page.getByLabel('Start', { exact: true })).toHaveValue('values');
  const dragged = await card(page).getByLabel('Start, θ₁').inputValue();
  expect(Number(dragged)).toBeLessThan(2);
  await start(page).focus();
  // Each key goes on from where the hand is, whether the paths have come or not: three keys, three steps.
  const step = async (keys: number): Promise<number> => {
    const from = Number(await card(page).getByLabel('Start, θ₁').inputValue());
    for (let i = 0; i < keys; i++) await page.keyboard.press('ArrowRight');
    return Number(await card(page).getByLabel('Start, θ₁').inputValue()) - from;
  };
  const one = await step(1);
  expect(one).toBeGreaterThan(0);
  expect(await step(3)).toBeCloseTo(3 * one, 6);
  await card(page).getByLabel('Start, θ₂').fill('3');
  await expect(picture(page)).toHaveAccessibleName(/Start \(\S+, 3\)/);

  // A run from there ends where the picture says.
  const end = await place(page, 'NGD');
  await runComparison(page);
  await card(page).getByRole('combobox', { name: 'Of' }).selectOption('experiment');
  await expect.poll(() => place(page, 'NGD')).toBe(end);
});

test('start and point stay on their places of the picture when the window changes its size', async ({
  lab,
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await lab.open(page);
  await write(page, problem);
  await card(page).getByRole('combobox', { name: 'Ellipses' }).selectOption('point');
  const point = card(page).getByRole('button', { name: /^Point of the ellipses/ });
  await expect(point).toBeVisible();
  const left = async () => [(await start(page).boundingBox())!.x, (await point.boundingBox())!.x];
  const before = await left();
  await page.setViewportSize({ width: 1150, height: 700 });
  await expect.poll(async () => (await left())[0]).not.toBe(before[0]);
  const narrow = await left();
  // Another field lays the chart out anew: nothing was left where the old size had it.
  const drawn = () =>
    page.evaluate(`document.querySelector('[aria-label^="Contours of the loss and"]').toDataURL()`);
  const seen = await drawn();
  await card(page).getByRole('checkbox', { name: 'Gradient', exact: true }).press('Space');
  await expect.poll(drawn).not.toBe(seen);
  expect(await left()).toEqual(narrow);
});

test('along the paths: play, pause, step; the ellipses of F, EF and H follow a run or the picked point', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await write(page, problem);
  await expect(picture(page)).toBeVisible();
  const slider = card(page).getByRole('slider', { name: 'Step along the paths' });
  await expect(slider).toHaveValue('40');

  await card(page).getByRole('button', { name: 'To the start' }).click();
  await expect(picture(page)).toHaveAccessibleName(/GD at \(2, 4\.500\) after 0 steps/);
  await card(page).getByRole('combobox', { name: 'Ellipses' }).selectOption('run ngd');
  await expect(picture(page)).toHaveAccessibleName(/Ellipses of F, EF, H at \(2, 4\.500\)\./);
  await card(page).getByRole('button', { name: 'A step on' }).click();
  await expect(slider).toHaveValue('1');
  const one = await place(page, 'NGD');
  await expect.poll(async () => picture(page).getAttribute('aria-label')).toContain(`H at ${one}.`);

  await card(page).getByRole('button', { name: 'Play' }).click();
  await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThan(3);
  await card(page).getByRole('button', { name: 'Pause' }).click();
  const paused = await slider.inputValue();
  expect(Number(paused)).toBeLessThan(40);
  await page.waitForTimeout(600);
  await expect(slider).toHaveValue(paused);
  await card(page).getByRole('button', { name: 'A step back' }).click();
  await expect(slider).toHaveValue(String(Number(paused) - 1));
  await slider.focus();
  await page.keyboard.press('End');
  await expect(slider).toHaveValue('40');

  // A click picks the point; its handle moves by the arrow keys; the numbers beside it are of there.
  const box = (await picture(page).boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const point = card(page).getByRole('button', { name: /^Point of the ellipses/ });
  await expect(point).toBeEnabled();
  const picked = await point.getAttribute('aria-label');
  await point.focus();
  await page.keyboard.press('ArrowUp');
  await expect(point).not.toHaveAttribute('aria-label', picked!);
  await expect(card(page)).toContainText('Eigenvalues of EF');
  await card(page).getByLabel('Point of the ellipses, θ₁').fill('1');
  await expect(point).toHaveAccessibleName(/\(1, /);

  // Each ellipse by itself, by the keyboard; the choice outlives the page (and the words of the figure, below).
  const ellipses = card(page).getByRole('group', { name: /^Ellipses of/ });
  await ellipses.getByRole('checkbox', { name: 'EF', exact: true }).press('Space');
  await expect(picture(page)).toHaveAccessibleName(/Ellipses of F, H at/);
  await ellipses.getByRole('checkbox', { name: 'H', exact: true }).press('Space');
  await expect(picture(page)).toHaveAccessibleName(/Ellipses of F at/);
  expect(await page.evaluate(`localStorage.getItem('fisher-lab.plane.matrices')`)).toBe('["fisher"]');
  await ellipses.getByRole('checkbox', { name: 'F', exact: true }).press('Space');
  await expect(picture(page)).not.toHaveAccessibleName(/Ellipses/);
  for (const box of await ellipses.getByRole('checkbox').all()) await box.check();

  // One field by itself, then several, as they are switched on.
  await card(page).getByRole('checkbox', { name: 'Natural gradient' }).uncheck();
  await card(page).getByRole('checkbox', { name: 'Gradient', exact: true }).press('Space');
  await expect(picture(page)).toHaveAccessibleName(/Arrows: gradient, downhill/);
  for (const name of ['Natural gradient', 'EF-preconditioned gradient']) {
    await card(page).getByRole('checkbox', { name }).check();
  }
  await expect(picture(page)).toHaveAccessibleName(
    /Arrows: gradient, natural gradient and EF-preconditioned gradient, downhill\..*Ellipses of F, EF, H at/,
  );
  await card(page).getByRole('button', { name: 'Show the numbers of the paths' }).click();
  await expect(
    card(page).getByRole('region', { name: 'Numbers of the paths' }).locator('tbody tr'),
  ).toHaveCount(41);
  await expectAccessible(page);
  for (const format of ['PNG', 'SVG', 'PDF']) {
    const download = page.waitForEvent('download');
    await card(page).getByRole('button', { name: 'Save the picture' }).click();
    await page.getByRole('menuitem', { name: `As ${format}` }).click();
    const file = readFileSync(await (await download).path());
    expect(file.toString('latin1')).toMatch(
      { PNG: /^.PNG/, SVG: /<svg[\s\S]*minus the natural gradient[\s\S]*Ellipse of EF/, PDF: /^%PDF/ }[
        format
      ]!,
    );
  }
});

test('a vector field and quadratic models are set up in the form, shown as they are set, and run', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  const kind = page.getByLabel('Kind', { exact: true });
  await kind.selectOption('vector-field');
  // The data of the first example have 31 parameters.
  await expect(page.getByText('vector-field needs two parameters; this model has 31')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await write(page, problem);
  await kind.selectOption('vector-field');
  await expect(page.getByLabel('Iterations')).toHaveCount(0);
  await expect(page.getByLabel('Starts', { exact: true })).toHaveValue('2, 4.5');
  await expect(picture(page)).toHaveAccessibleName(/θ₁ from -1 to 5, .* NGD at .* after 2000 steps/);
  await page.getByLabel('Window, θ₁, highest').fill('-2');
  await expect(page.getByText('[-1,-2] is not [minimum, maximum] with minimum < maximum')).toBeVisible();
  await page.getByLabel('Window, θ₁, highest').fill('4');
  await expect(picture(page)).toHaveAccessibleName(/θ₁ from -1 to 4,/);
  await page.getByLabel('Starts', { exact: true }).fill('3, 3; 0, zero');
  await expect(page.getByText('"zero" is not a number', { exact: true })).toBeVisible();
  await page.getByLabel('Starts', { exact: true }).fill('3, 3; 0, 1');
  await expect(start(page)).toHaveAccessibleName('Start (3, 3)');
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Run experiment' }).click();
  await expect(page.getByText(/^completed$/).first()).toBeVisible({ timeout: 60_000 });
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'Plots as PNG' }).click();
  expect((await download).suggestedFilename()).toBe('vector-field.png');

  await kind.selectOption('quadratic');
  await expect(picture(page)).toHaveAccessibleName(/Minimum \(.*\)\. Start .* Ellipses of F, EF, H at/);
  await kind.selectOption('consistency');
  await expect(card(page)).toHaveCount(1); // of the experiment shown
  await page.getByLabel('Rows', { exact: true }).last().fill('50, 100');
  await page.getByLabel('Seeds', { exact: true }).fill('3');
  await page.getByRole('button', { name: 'Run experiment' }).click();
  await expect(page.getByRole('img', { name: /^Median of .* at 100 rows/ })).toBeVisible({ timeout: 60_000 });
});

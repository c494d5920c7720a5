import type { Locator, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { expect, test } from './fixture.ts';

test.setTimeout(240_000);

const runButton = (page: Page) => page.getByRole('button', { name: 'Run comparison' });
const runsTable = (page: Page) => page.getByRole('region', { name: 'Table of runs' });
const rows = (page: Page) => runsTable(page).locator('tbody tr');
const plot = (page: Page, title: string): Locator =>
  page.getByRole('slider', { name: `Cross-hair. ${title}` });

/** Where the parts of the top bar stand. */
function barBoxes(page: Page) {
  const names = ['Undo', 'Redo', 'Run comparison', /^Queue/, 'Export', 'Share', 'Experiment as JSON'];
  const parts = [
    page.getByLabel('Name of the experiment'),
    page.getByRole('switch', { name: 'Live' }),
    ...names.map((name) => page.getByRole('button', { name })),
  ];
  return Promise.all(parts.map((part) => part.boundingBox()));
}

async function runToEnd(page: Page): Promise<void> {
  await runButton(page).click();
  await expect(page.getByText(/^completed$/).first()).toBeVisible({ timeout: 60_000 });
}

test('from a data set to three optimizers compared, exported, reloaded and reopened', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await page.getByLabel('Data set', { exact: true }).selectOption({ label: 'Breast cancer (WDBC)' });
  await expect(page.getByText('A plane separates the two classes')).toBeVisible();

  await runToEnd(page);
  await expect(rows(page)).toHaveCount(3);
  for (const row of await rows(page).all()) await expect(row).toContainText('completed');
  await expect(rows(page).nth(1)).toContainText('NGD');
  const curves = plot(page, 'Training loss (mean)');
  for (const name of ['GD from 0.6931', 'NGD from 0.6931', 'EFGD from 0.6931']) {
    await expect(curves).toHaveAccessibleName(new RegExp(`\\b${name}`));
  }
  await expect(plot(page, 'Cosine to the natural gradient')).toHaveAccessibleName(/EFGD from 1 to/);

  const plots = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'Plots as PNG' }).click();
  const png = readFileSync(await (await plots).path());
  expect(png.subarray(1, 4).toString()).toBe('PNG');

  // The other plots may still be arriving.
  const results = page.waitForEvent('download', (file) => file.suggestedFilename().endsWith('.zip'));
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'Results folder (zip)' }).click();
  const files = Object.keys(unzipSync(readFileSync(await (await results).path())));
  for (const name of ['spec.json', 'results.json', 'runs.csv', 'log.jsonl']) {
    expect(
      files.some((file) => file.endsWith(name)),
      name,
    ).toBe(true);
  }

  await page.reload();
  await expect(rows(page)).toHaveCount(3);
  await expect(curves).toHaveAccessibleName(/NGD from 0\.6931/);

  await page.goto(lab.url());
  await page.getByRole('button', { name: 'History' }).click();
  await page.getByRole('button', { name: 'Breast cancer (WDBC): GD, NGD and EFGD', exact: true }).click();
  await expect(rows(page)).toHaveCount(3);
});

test('a long run grows on screen, is cancelled and keeps what it computed', async ({ lab, page }) => {
  await lab.open(page);
  await page.getByLabel('Iterations').fill('2000000');
  // The smallest window, where room is scarce.
  await page.setViewportSize({ width: 1024, height: 700 });
  await expect(page.getByRole('button', { name: 'Share' })).toHaveText('');
  await page.evaluate('document.fonts.ready.then(() => {})');
  const stood = await barBoxes(page);
  await runButton(page).click();
  await expect(page.getByRole('progressbar', { name: 'Progress of the comparison' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Queue, 1 active' })).toBeVisible();
  await expect(page.locator('header').getByText(/ left$/)).toBeVisible();
  expect(await barBoxes(page), 'the top bar while it runs').toEqual(stood);
  await expect(plot(page, 'Training loss (mean)')).toHaveAccessibleName(/GD from 0\.6931 to/);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(rows(page).first()).toContainText('cancelled');
  await expect(page.getByRole('progressbar')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Queue, 0 active' })).toBeVisible();
  expect(await barBoxes(page), 'the top bar after the run').toEqual(stood);
  await expect(plot(page, 'Training loss (mean)')).toHaveAccessibleName(/GD from 0\.6931 to/);
});

test('a wrong number is said beside its field, and the run waits for it', async ({ lab, page }) => {
  await lab.open(page);
  const damping = page.getByRole('textbox', { name: 'Damping of ngd, exact' });
  await damping.fill('-1');
  await expect(page.getByText('-1 is not a number >= 0')).toBeVisible();
  await expect(damping).toHaveAttribute('aria-invalid', 'true');
  await expect(runButton(page)).toBeDisabled();
  await page.getByRole('button', { name: '1 to mend before a run' }).click();
  await expect(damping).toBeFocused();
  await damping.fill('1e-3');
  await expect(runButton(page)).toBeEnabled();
  // The run that is started by the keyboard leaves the focus where it was.
  await runButton(page).press('Enter');
  await expect(page.getByText(/^completed$/).first()).toBeVisible();
  await expect(runButton(page)).toBeFocused();
  await page.getByLabel('Iterations').fill('many');
  await expect(page.getByText('"many" is not a whole number >= 0')).toBeVisible();
  // Blanks are no name: the usual one takes their place when the field is left.
  for (const [field, usual] of [
    [page.getByLabel('Name of the experiment'), ''],
    [page.getByLabel('Name of the optimizer').nth(1), 'ngd'],
  ] as const) {
    await field.fill('  ');
    await field.press('Tab');
    await expect(field).toHaveValue(usual);
  }
});

test('every edit can be undone and redone, and the draft survives a reload', async ({ lab, page }) => {
  await lab.open(page);
  const iterations = page.getByLabel('Iterations');
  await iterations.fill('37');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Newton', exact: true }).click();
  await expect(page.getByRole('article')).toHaveCount(4);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('article')).toHaveCount(3);
  await page.keyboard.press('Control+z');
  await expect(iterations).toHaveValue('100');
  await page.keyboard.press('Control+Shift+z');
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect(page.getByRole('article')).toHaveCount(4);
  await page.reload();
  await expect(page.getByRole('article')).toHaveCount(4);
  await expect(iterations).toHaveValue('37');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('article')).toHaveCount(3);
});

test('the experiment is one JSON document, editable in the drawer and in the form', async ({ lab, page }) => {
  await lab.open(page);
  await page.getByRole('button', { name: 'Experiment as JSON' }).click();
  const text = page.getByRole('textbox', { name: 'Experiment document' });
  const document = JSON.parse(await text.inputValue()) as { iterations: number };
  await text.fill(JSON.stringify({ ...document, iterations: 12 }));
  await text.press('Escape');
  await expect(page.getByLabel('Iterations')).toHaveValue('12');
  await page.getByLabel('Iterations').fill('13');
  await page.getByRole('button', { name: 'Experiment as JSON' }).click();
  await expect(text).toHaveValue(/"iterations": 13/);
});

test('whatever JSON is typed into the drawer, the form lives on and says what is wrong', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await page.getByRole('button', { name: 'Experiment as JSON' }).click();
  const drawer = page.getByRole('dialog', { name: 'Experiment as JSON' });
  const text = drawer.getByRole('textbox', { name: 'Experiment document' });
  await text.fill(
    '{"version":1,"dataset":{"id":"breast-cancer"},"model":{"kind":"logistic"},"optimizers":[null]}',
  );
  await expect(drawer).toContainText('Not an experiment yet: optimizers[0]: null is not an object { ... }');

  const base = { version: 1, dataset: { id: 'breast-cancer' }, model: { kind: 'logistic' } };
  const gd = { id: 'gd', kind: 'gd', stepSize: 1e-5 };
  const odd = [
    5,
    'x',
    [],
    null,
    {},
    [null],
    [['x']],
    { kind: 'toString' },
    { values: 5 },
    { logspace: ['x'] },
  ];
  const keys = ['dataset', 'model', 'start', 'optimizers', 'record', 'stop', 'bounds', 'flow', 'kind'];
  const documents = [
    ...keys.flatMap((key) => odd.map((value) => ({ ...base, optimizers: [gd], [key]: value }))),
    ...['bounds', 'flow'].flatMap((key) =>
      odd.map((value) => ({ ...base, kind: 'vector-field', optimizers: [gd], [key]: value })),
    ),
    ...['kind', 'stepSize', 'structure', 'damping'].flatMap((key) =>
      odd.map((value) => ({ ...base, optimizers: [{ ...gd, [key]: value }] })),
    ),
    ...['hidden', 'output'].flatMap((key) =>
      odd.map((value) => ({ ...base, model: { kind: 'mlp', hidden: [3], [key]: value }, optimizers: [gd] })),
    ),
  ];
  for (const document of documents) await text.fill(JSON.stringify(document));
  // An error of the page would fail this test at its end (fixture.ts).
  await text.fill(JSON.stringify({ ...base, optimizers: [gd] }));
  await page.keyboard.press('Escape');
  await expect(page.getByRole('article', { name: 'Optimizer gd' })).toBeVisible();
});

test('a link carries the whole experiment', async ({ lab, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await lab.open(page);
  await page.getByLabel('Iterations').fill('41');
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('menuitem', { name: 'Copy link' }).click();
  await expect(page.getByText('Link copied.')).toBeVisible();
  const link = await page.evaluate<string>('navigator.clipboard.readText()');
  await page.getByLabel('Iterations').fill('99');
  await page.goto('about:blank');
  await page.goto(link);
  await expect(page.getByLabel('Iterations')).toHaveValue('41');
  expect(page.url()).not.toContain('experiment=');
});

test('an experiment file dropped on the window opens in the form', async ({ lab, page }) => {
  await lab.open(page);
  const text = JSON.stringify({
    version: 1,
    dataset: { id: 'boston' },
    model: { kind: 'linear' },
    iterations: 5,
    optimizers: [{ id: 'mine', kind: 'gd', stepSize: 1e-6 }],
  });
  // A string, because these tests are checked without the types of a page.
  await page.evaluate(`{
    const transfer = new DataTransfer();
    transfer.items.add(new File([${JSON.stringify(text)}], 'experiment.json', { type: 'application/json' }));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
  }`);
  await expect(page.getByRole('article', { name: 'Optimizer mine' })).toBeVisible();
  await runToEnd(page);
  await expect(rows(page)).toHaveCount(1);
});

import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expect, test } from './fixture.ts';

/** Words that only one of the two says; methods' names in files (efgd) are the user's own. */
const machineLearning = /\bEF\b|\bEFGD?\b|empirical-Fisher|Empirical Fisher gradient|Monte-Carlo Fisher/;
const statistics = /F̃|[Ss]econd moment of the gradients|its second moment|Second-moment gradient/;

const quantities = ['loss', 'normRatio', 'relativeDifference', 'cosineToNaturalGradient'];
const common = { version: 1, dataset: { synthetic: 'figure-1', n: 60 }, model: { kind: 'linear' } };
const comparison = {
  ...{ ...common, name: 'A comparison', iterations: 5, record: quantities },
  optimizers: [
    { id: 'ngd', kind: 'ngd', stepSize: 0.1, damping: 1e-8 },
    { id: 'efgd', kind: 'efgd', stepSize: 0.3, damping: 1e-8 },
  ],
};
const consistency = { ...common, kind: 'consistency', name: 'Rows', sizes: [50, 100], seeds: 2 };

async function run(page: Page, document: { name: string }): Promise<void> {
  await page.evaluate(`{
    const transfer = new DataTransfer();
    transfer.items.add(new File([${JSON.stringify(JSON.stringify(document))}], 'experiment.json'));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
  }`);
  await expect(page.getByLabel('Name of the experiment')).toHaveValue(document.name);
  await page.getByRole('button', { name: /^Run (comparison|experiment)/ }).click();
  const shown = page.getByRole('region', { name: 'Dashboard' });
  await expect(shown.getByText(`${document.name}, `)).toBeVisible();
  await expect(page.getByText(/^completed$/).first()).toBeVisible({ timeout: 60_000 });
}
async function choose(page: Page, terminology: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('menuitem', { name: `Terminology: ${terminology}` }).click();
}
/** Everything that the page says: texts, also those of choices, names of pictures and controls, hints. */
const said = (page: Page) =>
  page.evaluate<string>(`[document.querySelector('#app').innerText, ...[...document.querySelectorAll('#app *')]
    .flatMap((el) => [el.getAttribute('aria-label'), el.getAttribute('title'), el.matches('option') ? el.text : ''])]
    .filter(Boolean).join('\\n')`);

test('no screen says a word of the other terminology, nor does a picture saved from it', async ({
  lab,
  page,
}) => {
  await page.addInitScript(
    `localStorage.setItem('fisher-lab.dashboard.cards', '${JSON.stringify(quantities.map((quantity) => ({ quantity })))}');`,
  );
  await lab.open(page);
  await run(page, comparison);
  const plane = page.getByRole('region', { name: 'Plane of the two parameters' });
  await plane.getByRole('combobox', { name: 'Ellipses' }).selectOption('point');
  for (const box of await plane.getByRole('checkbox').all()) await box.check();
  const picture = plane.getByRole('img', { name: /^Contours of the loss, θ₁/ });

  await expect(picture).toHaveAccessibleName(/EF-preconditioned gradient.*EFGD at.*Ellipses of F, EF, H/);
  await expect(page.getByRole('region', { name: '|EF - F| / |F|' })).toBeVisible();
  expect(await said(page)).not.toMatch(statistics);

  await choose(page, 'statistics');
  await expect(picture).toHaveAccessibleName(/gradient over its second moment.*F̃GD at.*Ellipses of F, F̃, H/);
  const card = page.getByRole('region', { name: '|F̃⁻¹g| / |F⁻¹g|' });
  await expect(page.getByRole('region', { name: '|F̃ - F| / |F|' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Table of runs' })).toContainText('F̃GD');
  expect(await said(page)).not.toMatch(machineLearning);

  await card.getByRole('button', { name: 'Chart options' }).click();
  await page.getByRole('menuitem', { name: 'Save as…' }).click();
  await page.getByRole('combobox', { name: 'Format' }).selectOption('svg');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const file = readFileSync(await (await download).path(), 'utf8');
  expect(file).toMatch(/F̃GD/);
  expect(file).toMatch(/\|F̃⁻¹g\| \/ \|F⁻¹g\|/);
  expect(file).not.toMatch(machineLearning);

  await run(page, consistency);
  await expect(page.getByRole('img', { name: /^Median of \|F̃ − F\|/ })).toBeVisible();
  expect(await said(page)).not.toMatch(machineLearning);

  await page.getByRole('navigation').getByRole('button', { name: 'Gallery' }).click();
  await expect(page.getByRole('heading', { name: 'NGD against F̃GD on three data sets' })).toBeVisible();
  expect(await said(page)).not.toMatch(machineLearning);

  // The choice is the same on the other screen, and outlives the page.
  await page.reload();
  await page.getByRole('button', { name: 'Curvature', exact: true }).click();
  await expect(page.getByLabel('Terminology')).toHaveValue('statistics');
  await page.getByRole('button', { name: 'Analyse curvature' }).click();
  const results = page.getByRole('region', { name: 'Results of the analysis' });
  await expect(results.getByRole('img', { name: /^Hessian: 2 by 2/ })).toBeVisible({ timeout: 60_000 });
  expect(await said(page)).not.toMatch(machineLearning);
  await choose(page, 'machine learning');
  await expect(page.getByLabel('Terminology')).toHaveValue('machine-learning');
  expect(await said(page)).not.toMatch(statistics);
});

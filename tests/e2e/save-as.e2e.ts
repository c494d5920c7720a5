/** Charts to files, as they are seen: every format through the dialog, and the numbers back in as data. */

import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expect, runComparison, test } from './fixture.ts';

test.setTimeout(240_000);

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Save as' });

async function openForLoss(page: Page): Promise<void> {
  const card = page.getByRole('region', { name: 'Training loss (mean)' });
  await card.getByRole('button', { name: 'Chart options' }).click();
  await page.getByRole('menuitem', { name: 'Save as…' }).click();
}
async function save(page: Page): Promise<{ name: string; bytes: Buffer }> {
  const arriving = page.waitForEvent('download');
  await dialog(page).getByRole('button', { name: 'Save', exact: true }).click();
  const file = await arriving;
  await expect(dialog(page)).toBeHidden();
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

test('a chart is saved as it is seen: PNG, SVG, PDF, its numbers; several as one figure', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await runComparison(page);
  // GD is hidden, so that it must be missing in what is saved.
  await page.getByRole('list', { name: 'Methods' }).getByRole('button', { name: 'GD', exact: true }).click();

  await openForLoss(page);
  await dialog(page).getByLabel('Format').selectOption('png');
  await dialog(page).getByLabel('Size').selectOption('1');
  const once = await save(page);
  await openForLoss(page);
  await dialog(page).getByLabel('Size').selectOption('3');
  await dialog(page).getByText('Transparent background').click();
  const thrice = await save(page);
  expect(once.name).toMatch(/-loss\.png$/);
  expect(thrice.bytes.readUInt32BE(16)).toBe(3 * once.bytes.readUInt32BE(16));

  await openForLoss(page);
  await dialog(page).getByLabel('Format').selectOption('svg');
  await dialog(page).getByLabel('Look').selectOption('print');
  await dialog(page).getByLabel('Width, cm', { exact: true }).fill('1000');
  await expect(dialog(page).getByRole('alert')).toHaveText('Must be a number >= 2 and <= 100');
  await expect(dialog(page).getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  await dialog(page).getByLabel('Width, cm', { exact: true }).fill('8');
  const svg = (await save(page)).bytes.toString();
  expect(svg).toContain('width="8cm"');
  expect(svg).toMatch(/<text [^>]*>EFGD<\/text>/);
  expect(svg).not.toMatch(/<text [^>]*>GD<\/text>/);

  await openForLoss(page);
  await dialog(page).getByLabel('Format').selectOption('numbers');
  const numbers = await save(page);
  const lines = numbers.bytes.toString().trim().split('\n');
  expect(lines[0]).toBe('run,stepSize,damping,iteration,loss');
  expect(lines[1]).toMatch(/^NGD,1,0\.000001,0,0\.693147/);
  expect(lines).toHaveLength(1 + 2 * 101);

  // All charts as one figure.
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'Charts as seen…' }).click();
  await dialog(page).getByLabel('Format').selectOption('pdf');
  expect((await save(page)).bytes.subarray(0, 5).toString()).toBe('%PDF-');

  // The numbers are data like any other.
  await page.evaluate(
    ([name, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text!], name!));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
    },
    [numbers.name, numbers.bytes.toString()],
  );
  await expect(page.getByRole('dialog', { name: `Import ${numbers.name}` })).toContainText('202 rows');
});

test('the plane and the plots of the folder are saved for print, as wide as asked', async ({ lab, page }) => {
  await lab.open(page);
  const spec = {
    version: 1,
    dataset: { synthetic: 'figure-1' },
    model: { kind: 'linear' },
    iterations: 20,
    optimizers: [{ id: 'ngd', kind: 'ngd', stepSize: 0.1 }],
  };
  await page.evaluate((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], 'plane.json'));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
  }, JSON.stringify(spec));
  await runComparison(page);

  const asked = page.getByRole('dialog', { name: 'Save as' });
  const printed = async (): Promise<Buffer> => {
    await expect(asked.getByLabel('Format').getByRole('option')).toHaveCount(3);
    await asked.getByLabel('Format').selectOption('pdf');
    await asked.getByLabel('Look').selectOption('print');
    await asked.getByLabel('Width, cm', { exact: true }).fill('8');
    const arriving = page.waitForEvent('download');
    await asked.getByRole('button', { name: 'Save', exact: true }).click();
    return readFileSync(await (await arriving).path());
  };
  await page.getByRole('button', { name: 'Save the picture' }).click();
  await page.getByRole('menuitem', { name: 'With look and size…' }).click();
  expect(Math.abs(pageWidth(await printed()) - 8)).toBeLessThan(0.02);
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'Plots with look and size…' }).click();
  expect(Math.abs(pageWidth(await printed()) - 8)).toBeLessThan(0.02);
});

test('a grid search, an analysis and correlations are saved, their numbers too', async ({ lab, page }) => {
  await lab.open(page);
  const base = { version: 1, dataset: { synthetic: 'figure-1' }, model: { kind: 'linear' } };
  const run = async (spec: object) => {
    await page.evaluate((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'x.json'));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
    }, JSON.stringify(spec));
    await page.getByRole('button', { name: 'Run comparison' }).click();
  };
  /** Opens by label (and by the item of its menu), and saves: the first line of the numbers, and an SVG. */
  const both = async (label: string, item: string | null = null): Promise<[string, string]> => {
    const files: string[] = [];
    for (const format of ['numbers', 'svg']) {
      await page.getByRole('button', { name: label, exact: true }).click();
      if (item !== null) await page.getByRole('menuitem', { name: `${item}…` }).click();
      await dialog(page).getByLabel('Format').selectOption(format);
      files.push((await save(page)).bytes.toString());
    }
    return [files[0]!.split('\n')[0]!, files[1]!];
  };

  const range = { logspace: [-3, 0, 4] };
  await run({
    ...base,
    iterations: 20,
    optimizers: [{ id: 'ngd', kind: 'ngd', stepSize: range, damping: range }],
  });
  await expect(page.getByRole('region', { name: 'Grid of ngd' })).toContainText('16 cells');
  const [cells, heatmap] = await both('Save the grid of ngd', 'Heatmap');
  expect(cells).toMatch(/^stepSize,damping,status,finalLoss/);
  for (const title of ['Step size', 'Damping']) expect(heatmap).toContain(`>${title}</text>`);
  const [lines, parallel] = await both('Save the grid of ngd', 'Parallel coordinates');
  expect(lines).toBe(cells);
  for (const title of ['Step size', 'Damping', 'Iterations', 'Best loss', 'Last loss']) {
    expect(parallel).toContain(`>${title}</text>`);
  }
  const [points, slices] = await both('Save the grid of ngd', 'Slices');
  expect(points).toBe('chart,series,x,y');
  expect(slices).toContain('>Last loss</text>');

  await page.getByRole('button', { name: 'Curvature', exact: true }).click();
  await page.getByRole('button', { name: 'Analyse curvature' }).click();
  expect((await both('Save the matrices'))[0]).toBe('matrix,row,column,value');
  const [, spectra] = await both('Save the spectra', 'Both as one figure');
  for (const title of ['Eigenvalue', 'Eigenvalue of (EF, F)']) expect(spectra).toContain(`>${title}</text>`);
  expect((await both('Save the variance adaptation', 'Diagonal factors'))[1]).toContain('>Parameter</text>');
  expect((await both('Save the variance adaptation', 'Full factors'))[0]).toBe('matrix,row,column,value');

  await page.getByRole('button', { name: 'Data sets' }).click();
  await page.getByRole('button', { name: /^Breast cancer/ }).click();
  const [columns, correlations] = await both('Save the correlations');
  const names = columns.split(',');
  expect(names[0]).toBe('column');
  expect(correlations).toContain(`>1  ${names[1]}</text>`);
});

/** Centimetres that a PDF's page is wide: a whole number of points. */
function pageWidth(pdf: Buffer): number {
  return (Number(/MediaBox \[\s*0 0 ([\d.]+)/.exec(pdf.toString('latin1'))![1]) / 72) * 2.54;
}

/** In and out again: data in every format are run; every export is opened again, and shows the same numbers. */

import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { startBrowserMode } from './browser-mode.ts';
import { expect, runComparison, test } from './fixture.ts';

test.setTimeout(240_000);

const names = ['height', 'width', 'answer'] as const;
const rows = Array.from({ length: 12 }, (_, i) => [i + 0.5, (i * 5) % 7, i % 3 === 0 ? -1 : 1] as const);
const documents = rows.map((row) => Object.fromEntries(names.map((name, j) => [name, row[j]])));
const csv = [names, ...rows].map((row) => row.join(',')).join('\n');
const sparse = rows.map(([a, b, y]) => `${y} 1:${a} 2:${b}`).join('\n');
const attributes = names.map((name) => `@attribute ${name} numeric\n`).join('');
const parquet = parquetWriteBuffer({
  columnData: names.map((name, j) => ({ name, data: rows.map((row) => row[j]!), type: 'DOUBLE' as const })),
});

const files: readonly (readonly [name: string, content: string | Uint8Array])[] = [
  ['comma.csv', csv],
  ['tab.tsv', csv.replaceAll(',', '\t')],
  ['blank.txt', csv.replaceAll(',', '  ')],
  ['svm.libsvm', sparse],
  ['rows.json', JSON.stringify(documents)],
  ['lines.jsonl', documents.map((row) => JSON.stringify(row)).join('\n')],
  ['weka.arff', `@relation r\n${attributes}@data\n${rows.join('\n')}`],
  ['flat.parquet', new Uint8Array(parquet)],
  ['packed.csv.gz', gzipSync(csv)],
];

/** Drops a file on the window. A string, because these tests are checked without the types of a page. */
async function drop(page: Page, name: string, content: string | Uint8Array): Promise<void> {
  const bytes = Buffer.from(content).toString('base64');
  await page.evaluate(`{
    const bytes = Uint8Array.from(atob(${JSON.stringify(bytes)}), (c) => c.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], ${JSON.stringify(name)}));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
  }`);
}

const losses = (page: Page) => page.getByRole('img', { name: /^Training loss/ });

/** Runs what the form shows; the losses in words, as the chart has them. */
async function run(page: Page): Promise<string> {
  await runComparison(page);
  return (await losses(page).getAttribute('aria-label'))!;
}

async function importFile(page: Page, name: string, content: string | Uint8Array): Promise<void> {
  await drop(page, name, content);
  const dialog = page.getByRole('dialog', { name: `Import ${name}` });
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog).toBeHidden();
}

async function saved(page: Page, open: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const arriving = page.waitForEvent('download');
  await open();
  const file = await arriving;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

test('the same table in every format gives the same losses', async ({ lab, page }) => {
  await lab.open(page);
  const said = new Map<string, string>();
  for (const [name, content] of files) {
    await importFile(page, name, content);
    await page.getByRole('button', { name: 'Use in experiment' }).click();
    said.set(name, await run(page));
  }
  expect([...said.values()]).toEqual(files.map(() => said.get('comma.csv')));
  expect(said.get('comma.csv')).toContain('NGD from 0.6931');
});

test('every export is opened again', async ({ context, lab, page }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  page.setDefaultTimeout(20_000);
  await lab.open(page);
  await importFile(page, 'table.csv', csv);
  const details = page.getByRole('region', { name: 'Details of table' });
  const data = await saved(page, () => details.getByRole('button', { name: 'Export' }).click());
  await importFile(page, 'again.csv', data.bytes);
  await expect(page.getByRole('region', { name: 'Details of again' })).toContainText('height');
  await page.getByRole('button', { name: 'Use in experiment' }).click();
  const before = await run(page);

  const exported = (item: string | RegExp) =>
    saved(page, async () => {
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: item }).click();
    });
  const log = await exported('Run log (CSV)');
  const lines = await exported('Run log (JSON Lines)');
  const folder = await exported('Results folder (zip)');
  const bundle = await exported(/Bundle/);
  const script = await saved(page, async () => {
    await page
      .getByRole('button', { name: /^More of ngd/ })
      .first()
      .click({ timeout: 10_000 });
    await page.getByRole('menuitem', { name: 'Export as a Python script' }).click();
  });
  expect(script.bytes.toString()).toMatch(/^#!\/usr\/bin\/env python3\n/);
  await page
    .getByRole('button', { name: /^More of ngd/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Copy as Python' }).click();
  await expect(page.getByText('Script copied.')).toBeVisible();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(script.bytes.toString());
  expect(bundle.name).toMatch(/\.fisherlab$/);

  // Run logs are tables of 3 x 101 states; the last ones have no step, and GD has no damping.
  expect(log.bytes.toString().trimEnd().split('\n')).toHaveLength(1 + 303);
  for (const { name, bytes } of [log, lines]) {
    await drop(page, name, bytes);
    const dialog = page.getByRole('dialog', { name: `Import ${name}` });
    await dialog.getByLabel('Missing values', { exact: true }).selectOption('drop');
    await expect(dialog.getByRole('row', { name: /^loss/ })).toBeVisible();
    await expect(dialog).toContainText('Will import 200 rows');
    await expect(dialog).toContainText('103 rows with missing values dropped');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }

  // The specification of the folder is the experiment of the form.
  const [path] = Object.keys(unzipSync(folder.bytes)).filter((name) => name.endsWith('/spec.json'));
  await drop(page, 'spec.json', unzipSync(folder.bytes)[path!]!);
  await expect(page.getByText('spec.json is open in the form.')).toBeVisible();

  // The bundle, on a data folder where neither the experiment nor its data are; and run again there.
  const fresh = mkdtempSync(join(tmpdir(), 'fisher-lab-e2e-fresh-'));
  const other = await startBrowserMode(fresh);
  await page.goto(other.url);
  await drop(page, bundle.name, bundle.bytes);
  await expect(page.getByText(`${bundle.name} is in the history.`)).toBeVisible();
  await expect(losses(page)).toHaveAttribute('aria-label', before);
  await page.close();
  await other.stop();
  rmSync(fresh, { recursive: true });
});

/** Every format on its way through the window: dropped, pasted, picked; previewed, imported, listed. */

import type { Page } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from './fixture.ts';

const rows = Array.from({ length: 12 }, (_, i) => [i + 0.5, (i * 5) % 7, i % 2 === 0 ? -1 : 1] as const);
const names = ['height', 'width', 'answer'] as const;
const text = (separator: string, newline = '\n') =>
  [names, ...rows].map((row) => row.join(separator)).join(newline);
const documents = rows.map((row) => Object.fromEntries(names.map((name, j) => [name, row[j]])));
const sparse = rows.map(([a, b, y]) => `${y} 1:${a} 2:${b}`).join('\n');

const files: readonly (readonly [name: string, format: string, content: Uint8Array])[] = [
  ['a.csv', 'csv', Buffer.from(text(','))],
  ['b.tsv', 'tsv', Buffer.from(text('\t', '\r\n'))],
  ['c.txt', 'whitespace', Buffer.from(text('  ', '\r'))],
  ['d.libsvm', 'libsvm', Buffer.from(sparse)],
  ['e.json', 'json', Buffer.from(JSON.stringify(documents))],
  ['f.jsonl', 'jsonl', Buffer.from(documents.map((row) => JSON.stringify(row)).join('\n'))],
  [
    'g.arff',
    'arff',
    Buffer.from(
      `@relation r\n${names.map((name) => `@attribute ${name} numeric\n`).join('')}@data\n${rows.join('\n')}`,
    ),
  ],
  [
    'h.parquet',
    'parquet',
    new Uint8Array(
      parquetWriteBuffer({
        columnData: names.map((name, j) => ({
          name,
          data: rows.map((row) => row[j]!),
          type: 'DOUBLE' as const,
        })),
      }),
    ),
  ],
  ['i.csv.gz', 'csv', gzipSync(text(';'))],
  ['j.svm.gz', 'libsvm', gzipSync(sparse)],
  ['k.csv', 'csv', Buffer.from(`\ufeff${text(',')}`, 'utf16le')],
  ['l.csv', 'csv', Buffer.from(text('|').replace('height', 'h\u00f6he'), 'latin1')],
];

/** Drops a file on the window. A string, because these tests are checked without the types of a page. */
async function drop(page: Page, name: string, content: Uint8Array): Promise<void> {
  await page.evaluate(`{
    const bytes = Uint8Array.from(atob(${JSON.stringify(Buffer.from(content).toString('base64'))}), (c) => c.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], ${JSON.stringify(name)}));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
  }`);
}

test('each format is dropped, previewed and imported as the same table', async ({ lab, page }) => {
  await lab.open(page);
  await page.getByRole('button', { name: 'Data sets' }).click();
  for (const [name, format, content] of files) {
    await drop(page, name, content);
    const dialog = page.getByRole('dialog', { name: `Import ${name}` });
    await expect(dialog.getByText('Will import 12 rows with 2 features')).toContainText('-1: 6, 1: 6');
    await expect(dialog.getByLabel('Format')).toHaveValue(format);
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(dialog).toBeHidden();
    const [shown] = name.split('.');
    await expect(page.getByRole('region', { name: `Details of ${shown}`, exact: true })).toContainText(
      '3.452',
    );
  }
  await expect(page.getByRole('region', { name: 'Imported' }).getByRole('listitem')).toHaveCount(
    files.length,
  );
});

test('a table that is pasted, a file that is picked', async ({ lab, page }) => {
  await lab.open(page);
  await page.getByRole('button', { name: 'Data sets' }).click();
  // As a spreadsheet puts it on the clipboard.
  const pasted = text('\t', '\r\n');
  await page.evaluate(`{
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', ${JSON.stringify(pasted)});
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  }`);
  const paste = page.getByRole('dialog', { name: 'Import pasted.txt' });
  await expect(paste.getByText('Will import 12 rows with 2 features')).toBeVisible();
  await paste.getByLabel('Name', { exact: true }).fill('From the clipboard');
  await paste.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Details of From the clipboard' })).toContainText('width');

  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import a file' }).click();
  await (
    await chooser
  ).setFiles({ name: 'picked.csv', mimeType: 'text/csv', buffer: Buffer.from(text(',')) });
  const picked = page.getByRole('dialog', { name: 'Import picked.csv' });
  await picked.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Details of picked' })).toContainText('height');
});

const shared = resolve(import.meta.dirname, '../../../shared/data');
test('a file of the catalogue is recognised when it is dropped, and fills its entry', async ({
  lab,
  page,
}) => {
  test.skip(!existsSync(shared), 'needs ../shared/data');
  await lab.open(page);
  await page.getByRole('button', { name: 'Data sets' }).click();
  for (const [file, name] of [
    ['a1a.libsvm', 'a1a'],
    ['energy.txt', 'Energy'],
    ['powerplant.txt', 'Combined cycle'],
    ['yacht.txt', 'Yacht'],
  ] as const) {
    await drop(page, file, readFileSync(join(shared, file)));
    const dialog = page.getByRole('dialog', { name: `Import ${file}` });
    await expect(dialog.getByText('as in the catalogue').first()).toBeVisible();
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(dialog).toBeHidden();
    const details = page.getByRole('region', { name: new RegExp(`^Details of ${name}`) });
    await expect(details.getByRole('button', { name: 'Use in experiment' })).toBeVisible();
  }
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { collectNotices, noticesText } from './notices.ts';

const root = join(import.meta.dirname, '..');
const notices = collectNotices(root);

test('every dependency of the app has its notice, with a licence that may be shipped', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const names = notices.map(({ name }) => name);
  for (const name of Object.keys(dependencies)) expect(names).toContain(name);
  for (const { name, licence } of notices) {
    expect(`${name}: ${licence}`).toMatch(
      /: .*(MIT|ISC|BSD|Apache-2\.0|OFL-1\.1|0BSD|Bitstream|SEE LICENSE|see its text)/,
    );
  }
});

test('what the page’s bundle takes in is there too, and theirs', () => {
  const names = notices.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['vue', '@vue/runtime-dom', 'katex', 'pinia', '@kurkle/color']),
  );
  expect(names).not.toContain('vitest');
});

test('the text carries each licence in full', () => {
  const text = noticesText(notices);
  expect(text).toContain('ws 8.');
  expect(text).toMatch(/Permission is hereby granted, free of charge/);
});

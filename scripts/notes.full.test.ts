/** docs/paper-notes.md says what is computed today, and the gallery shows the same. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { hasSharedData } from '../tests/support/presets.ts';
import { notesMarkdown, paperNotes } from './support/notes.ts';
import type { Note } from './support/note.ts';
import { openPaperLab } from './support/paper-lab.ts';

const root = resolve(import.meta.dirname, '..');
const shown = JSON.parse(
  readFileSync(resolve(root, 'renderer/features/gallery/paper-notes.json'), 'utf8'),
) as Note[];

/** Their numbers hang on rounding, and so on the kernel of the machine that wrote them. */
const chaotic = ['Chaotic runs on Powerplant', 'Damped or undamped cosine'];

it('the document and the gallery have the same notes', () => {
  expect(readFileSync(resolve(root, 'docs/paper-notes.md'), 'utf8')).toBe(notesMarkdown(shown));
});

it.skipIf(!hasSharedData)(
  'every number is computed again the same (skipped where ../shared/data is absent)',
  async () => {
    const lab = await openPaperLab();
    try {
      const notes = await paperNotes(lab, () => undefined);
      expect(notes.map(({ title }) => title)).toEqual(shown.map(({ title }) => title));
      for (const [i, { title, here }] of notes.entries()) {
        if (!chaotic.includes(title)) expect(here).toBe(shown[i]!.here);
      }
    } finally {
      await lab.close();
    }
  },
  10 * 60_000,
);

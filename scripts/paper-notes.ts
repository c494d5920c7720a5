/** Writes docs/paper-notes.md: where paper, published figures and recomputation differ, each with its number. */

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { paperNotes, notesMarkdown } from './support/notes.ts';
import { openPaperLab } from './support/paper-lab.ts';

const lab = await openPaperLab();
try {
  const notes = await paperNotes(lab, (line) => console.log(line));
  const root = resolve(import.meta.dirname, '..');
  writeFileSync(resolve(root, 'docs', 'paper-notes.md'), notesMarkdown(notes));
  // The gallery shows the same notes.
  const gallery = resolve(root, 'renderer', 'features', 'gallery', 'paper-notes.json');
  writeFileSync(gallery, `${JSON.stringify(notes, null, 2)}\n`);
} finally {
  await lab.close();
}

/** Writes docs/paper-notes.md: where paper, published figures and recomputation differ, each with its number. */

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { paperNotes, notesMarkdown } from './support/notes.ts';
import { openPaperLab } from './support/paper-lab.ts';

const lab = await openPaperLab();
try {
  const notes = await paperNotes(lab, (line) => console.log(line));
  writeFileSync(resolve(import.meta.dirname, '..', 'docs', 'paper-notes.md'), notesMarkdown(notes));
} finally {
  await lab.close();
}

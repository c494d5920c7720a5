/** Presets: ordinary experiment files for the paper's figures and claims, and what their results say. */

import { z } from 'zod';
import { pictureShape } from '../picture.ts';
import { list, object, oneOf, text } from '../leaves.ts';
import { terminologies } from '../terminology.ts';
import { fileSchema, method } from './define.ts';

const panelSchema = z.object({ panel: text(), spec: z.unknown() });
export type PresetPanel = z.infer<typeof panelSchema>;

const presetSchema = z.object({
  id: text(),
  title: text(),
  /** What the preset claims, in one sentence. */
  claim: text(),
  section: text(),
  /** What to look at. */
  look: text(),
  /** Experiment files: panel name and document. */
  experiments: list(panelSchema, 'experiments'),
  /** The panel whose document makes sense with the user's own data; null where none does. */
  onMyData: text().nullable(),
});
export type Preset = z.infer<typeof presetSchema>;

/** What the results say about the claim, computed from them. */
const verdictSchema = z.object({
  /** null: not decided, because a panel that it needs is missing. */
  holds: z.boolean().nullable(),
  /** One sentence with the numbers in it. */
  statement: text(),
});
export type Verdict = z.infer<typeof verdictSchema>;

const presetTableSchema = z.object({
  name: text(),
  title: text(),
  columns: list(text(), 'column names'),
  rows: list(list(text(), 'cells'), 'rows'),
});
export type PresetTable = z.infer<typeof presetTableSchema>;

/** Finished experiments of a preset: which panel is which experiment. */
const finished = { id: text(), experiments: list(object({ panel: text(), id: text() }), 'experiments') };

export const presetMethods = {
  'presets.list': method(object({}), z.object({ presets: list(presetSchema, 'presets') })),
  /** The verdicts and tables of a preset, and the panels that follow from these results and are still to run. */
  'presets.judge': method(
    object(finished),
    z.object({
      verdicts: list(verdictSchema, 'verdicts'),
      tables: list(presetTableSchema, 'tables'),
      next: list(panelSchema, 'panels'),
    }),
  ),
  /** The preset's own figure, as in the paper. */
  'presets.draw': method(
    object({
      ...finished,
      ...pictureShape,
      terminology: oneOf(terminologies).default('machine-learning'),
    }),
    z.object({ files: list(fileSchema, 'files') }),
  ),
} as const;

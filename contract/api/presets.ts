/** Presets: ordinary experiment files for the paper's figures and claims. */

import { z } from 'zod';
import { list, object, text } from '../leaves.ts';
import { method } from './define.ts';

export const presetSchema = z.object({
  id: text(),
  title: text(),
  /** What the preset claims, in one sentence. */
  claim: text(),
  section: text(),
  /** What to look at. */
  look: text(),
  /** Experiment files: panel name and document. */
  experiments: list(z.object({ panel: text(), spec: z.unknown() }), 'experiments'),
});
export type Preset = z.infer<typeof presetSchema>;

export const presetMethods = {
  'presets.list': method(object({}), z.object({ presets: list(presetSchema, 'presets') })),
} as const;

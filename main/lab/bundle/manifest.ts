/** bundle.json: what a `.fisherlab` file says of itself. */

import { z } from 'zod';
import { taskSchema } from '#contract/dataset.ts';
import { experimentStatuses } from '#contract/api/experiments.ts';
import { oneOf, text, whole } from '#contract/leaves.ts';

export const manifestSchema = z.object({
  format: z.literal('fisherlab'),
  version: z.literal(1),
  /** Version of the app that wrote it. */
  app: text(),
  createdAt: z.number(),
  name: text(),
  notes: text(),
  status: oneOf(experimentStatuses),
  reason: text().nullable(),
  /** What resolving the experiment needs to know of the data. */
  facts: z.object({
    task: taskSchema,
    columns: whole(0),
    rows: whole(0),
    classes: whole(0),
    target: text(),
  }),
  /** The data file in the bundle; null where the data are bundled with the app, synthetic, or were gone. */
  data: z.object({ file: text(), sha256: text() }).nullable(),
});
export type Manifest = z.infer<typeof manifestSchema>;

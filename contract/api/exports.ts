/** Files out: the lab makes the bytes, the shell saves them (a download, or a native dialog). */

import { z } from 'zod';
import { list, object, oneOf, text } from '../leaves.ts';
import { fileSchema, method } from './define.ts';

export type { ExportedFile } from './define.ts';

export const exportMethods = {
  /** The plots of an experiment, drawn as in the results folder. */
  'exports.plots': method(
    object({
      id: text(),
      format: oneOf(['png', 'svg', 'pdf']),
      theme: oneOf(['light', 'dark', 'print']).default('light'),
    }),
    z.object({ files: list(fileSchema, 'files') }),
  ),
  /** The whole results folder as one zip. */
  'exports.results': method(object({ id: text() }), fileSchema),
} as const;

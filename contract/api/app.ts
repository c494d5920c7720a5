/** About the app itself. */

import { z } from 'zod';
import { list, object, oneOf, text } from '../leaves.ts';
import { environmentSchema } from '../results.ts';
import { method } from './define.ts';

export const appMethods = {
  'app.info': method(
    object({}),
    z.object({
      environment: environmentSchema,
      shell: oneOf(['electron', 'browser', 'command-line']),
      dataDirectory: text(),
      /** What the user should know of the start: a damaged store set aside, interrupted runs found. */
      notices: list(text(), 'notices'),
    }),
  ),
} as const;

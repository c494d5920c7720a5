/** How the lab's API is written down: a method has the schemas of its parameters and its result. */

import { z } from 'zod';

export interface Method<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  readonly params: P;
  readonly result: R;
}

export function method<P extends z.ZodType, R extends z.ZodType>(params: P, result: R): Method<P, R> {
  return { params, result };
}

export const float64Array = z.instanceof(Float64Array) as z.ZodType<Float64Array>;
export const byteArray = z.instanceof(Uint8Array) as z.ZodType<Uint8Array>;
export const issueSchema = z.object({ path: z.string(), message: z.string() });
export const nothing = z.object({});
/** A file that the shell saves. */
export const fileSchema = z.object({ name: z.string(), type: z.string(), bytes: byteArray });
export type ExportedFile = z.infer<typeof fileSchema>;

/** A small file of settings: read forgivingly, written whole. */

import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { writeFileAtomic } from './atomic.ts';

/** The file's content, or `fallback` where there is none or it cannot be read as such: settings are never worth a failure. */
export function readJsonFile<T extends z.ZodType>(
  path: string,
  schema: T,
  fallback: z.output<T>,
): z.output<T> {
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : fallback;
  } catch {
    return fallback;
  }
}

/** Throws LabError 'storage'. */
export async function writeJsonFile(path: string, value: unknown): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Where results were computed. */

import { cpus } from 'node:os';
import type { Environment } from '#contract/results.ts';

export function environmentOf(app: string, threads: number, kernel: string): Environment {
  return {
    app,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    threads,
    kernel,
  };
}

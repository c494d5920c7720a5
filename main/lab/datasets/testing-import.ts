/** Imports the file that is the first argument in a process of its own; prints the peak of its memory (bytes), the time and the entry. */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { importOptionsSchema } from '#contract/dataset-import.ts';
import { DatasetService } from './service.ts';
import { fileSource } from './source.ts';

const folder = mkdtempSync(join(tmpdir(), 'import-test-'));
const root = resolve(import.meta.dirname, '../../..');
const service = await DatasetService.create({
  datasetsDirectory: join(root, 'datasets'),
  dataDirectory: folder,
  workerFile: join(root, 'workers/entry.ts'),
  sink: { emit: () => undefined },
  usersOf: () => [],
});
try {
  const source = await fileSource(resolve(process.argv[2]!));
  const start = performance.now();
  const entry = await service.imports.import(source, {
    options: importOptionsSchema.parse({}),
    task: 'test',
    signal: new AbortController().signal,
  });
  const seconds = (performance.now() - start) / 1000;
  process.stdout.write(JSON.stringify({ peak: peakBytes(), seconds, entry }));
} finally {
  await service.close();
  rmSync(folder, { recursive: true });
}

/** The process's own peak; getrusage would begin with that of the process that started this one. */
function peakBytes(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const peak = /^VmHWM:\s*(\d+) kB/m.exec(status)?.[1];
  return 1024 * (peak === undefined ? process.resourceUsage().maxRSS : Number(peak));
}

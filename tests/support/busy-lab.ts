/**
 * A lab that never rests: runs, exports, imports and deletes at the same time, until it is killed.
 *
 *   node busy-lab.ts DATA_DIRECTORY OUT_DIRECTORY
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLab } from '#main/lab/lab.ts';
import { writeFileAtomic } from '#main/lab/files/atomic.ts';

const [dataDirectory, out] = process.argv.slice(2) as [string, string];
const root = join(import.meta.dirname, '..', '..');
const { signal } = new AbortController();

const lab = await createLab({
  dataDirectory,
  datasetsDirectory: join(root, 'datasets'),
  workerFile: join(root, 'workers', 'entry.ts'),
  sink: { emit: () => undefined },
  shell: 'command-line',
  version: 'test',
  threads: 1,
});
const { handlers } = lab;

const spec = (iterations: number) => ({
  version: 1,
  dataset: { id: 'breast-cancer' },
  model: { kind: 'logistic' },
  iterations,
  record: ['loss', 'gradientNorm'],
  optimizers: [
    { id: 'gd', kind: 'gd', stepSize: 1e-6 },
    { id: 'ngd', kind: 'ngd', stepSize: 1e-3, damping: 1e-6 },
  ],
});

/** Short experiments, one after another, each exported in every way and some of them removed and restored. */
async function runAndExport(): Promise<never> {
  for (let k = 0; ; k++) {
    const id = await lab.experiments.start(spec(k % 3 === 0 ? 400 : 10));
    await lab.experiments.ended(id);
    process.stdout.write(`finished ${id}\n`);
    await lab.writeResults(id, join(out, id));
    await writeFileAtomic(join(out, `${id}.fisherlab`), (await lab.bundles.write(id)).bytes);
    if (k % 2 === 0) await handlers['experiments.remove']({ ids: [id] }, { signal });
    if (k % 4 === 0) await handlers['experiments.restore']({ ids: [id] }, { signal });
  }
}

/** Imports of a few thousand rows, each deleted again but every third. */
async function importAndDelete(): Promise<never> {
  const path = join(out, 'table.csv');
  const rows = Array.from({ length: 4000 }, (_, i) => `${i},${i % 7},${(i * 31) % 101}`);
  writeFileSync(path, `a,b,y\n${rows.join('\n')}\n`);
  for (let k = 0; ; k++) {
    const { upload } = await handlers['datasets.openFile']({ path }, { signal });
    const options = { layout: {}, missing: 'refuse', columns: [] } as const;
    const { dataset } = await handlers['datasets.import'](
      { upload, options: { ...options, columns: [] }, name: `table ${k}` },
      { signal },
    );
    process.stdout.write(`imported ${dataset.id}\n`);
    if (k % 3 !== 0) await handlers['datasets.remove']({ id: dataset.id }, { signal });
  }
}

process.stdout.write('ready\n');
await Promise.all([runAndExport(), importAndDelete()]);

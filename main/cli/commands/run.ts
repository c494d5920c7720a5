/** fisher-lab run SPEC.json|PRESET|FILE.fisherlab */

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LabError } from '#contract/errors.ts';
import type { Preset } from '#contract/api/presets.ts';
import { bundleSuffix } from '../../lab/bundle/archive.ts';
import type { Lab } from '../../lab/lab.ts';
import { readBytes, readDocument } from '../documents.ts';
import { runExperiment } from '../run-experiment.ts';
import { withLab, type Session } from '../session.ts';
import { startingFrom } from '../start-from.ts';

export async function run(session: Session, [what]: readonly string[]): Promise<number> {
  const { terminal, options } = session;
  const out = options.out === undefined ? null : resolve(terminal.directory, options.out);
  const path = resolve(terminal.directory, what!);
  if (options.shard !== undefined && out === null) {
    throw new LabError('invalid-input', '--shard: missing --out DIR, where the part is written for merge');
  }
  return withLab(session, async (lab, hub) => {
    const found = existsSync(path);
    const preset = found ? undefined : lab.presets.find(({ id }) => id === what);
    if (!found && preset === undefined && !what!.includes('.')) {
      throw new LabError(
        'invalid-input',
        `${what}: neither a file nor a preset; the presets are ${lab.presets.map(({ id }) => id).join(', ')}`,
      );
    }
    const experiments =
      preset === undefined
        ? [{ document: await documentOf(session, lab, path), out }]
        : panelsOf(preset, out);
    for (const { document: read, ...experiment } of experiments) {
      const source = options['start-from'];
      const document =
        source === undefined ? read : await startingFrom(read, source, lab, terminal.directory);
      const request = { ...experiment, document, resume: options.resume === true, shard: options.shard };
      const { code } = await runExperiment(session, lab, hub, request);
      if (code !== 0) return code;
    }
    return 0;
  });
}

/** The experiment of a file; a bundle is taken into the history first, its data into the data folder. */
async function documentOf({ terminal }: Session, lab: Lab, path: string): Promise<unknown> {
  if (!path.endsWith(bundleSuffix)) return readDocument(path);
  const { id, notes } = await lab.bundles.open(await readBytes(path));
  for (const note of notes) terminal.err(`note: ${note}\n`);
  return lab.experiments.outcome(id).results.spec;
}

/** A preset of several panels has a folder for each. */
export function panelsOf({ experiments }: Preset, out: string | null) {
  return experiments.map(({ panel, spec }) => ({
    panel,
    document: spec,
    out: out === null || experiments.length === 1 ? out : join(out, panel),
  }));
}

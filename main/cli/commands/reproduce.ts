/** fisher-lab reproduce NAME|all */

import { join, resolve } from 'node:path';
import { LabError } from '#contract/errors.ts';
import { presetContext } from '../../lab/presets/service.ts';
import { presetNames } from '../../lab/presets/registry.ts';
import { reproduce as reproducePreset } from '../../lab/presets/reproduce.ts';
import { runExperiment } from '../run-experiment.ts';
import { withLab, type Session } from '../session.ts';

export function reproduce(session: Session, [name]: readonly string[]): Promise<number> {
  const { terminal, options, places } = session;
  const out = resolve(terminal.directory, options.out ?? 'reproduction');
  const names = name === 'all' ? presetNames : [name!];
  if (!names.every((known) => presetNames.includes(known))) {
    throw new LabError('invalid-input', `${name}: not one of ${presetNames.join(', ')}, all`);
  }
  return withLab(session, async (lab, hub) => {
    for (const id of names) {
      await reproducePreset(id, {
        ...presetContext(places.datasetsDirectory, options.search ?? 'published'),
        out,
        log: (line) => terminal.err(`${line}\n`),
        run: async (document, directory) => {
          const request = { document, out: directory, resume: false };
          const { code, outcome } = await runExperiment(session, lab, hub, request);
          if (code === 130) throw new LabError('cancelled', 'interrupted');
          if (code !== 0)
            throw new LabError('internal', outcome.stored.summary.reason ?? 'an experiment failed');
          return { ...outcome.results, grids: outcome.grids };
        },
      });
      terminal.err(`  in ${join(out, id)}\n`);
    }
    return 0;
  });
}

/** fisher-lab validate SPEC.json */

import { resolve } from 'node:path';
import { readDocument } from '../documents.ts';
import { withLab, type Session } from '../session.ts';
import { counted } from '../table.ts';

export async function validate(session: Session, [path]: readonly string[]): Promise<number> {
  const document = await readDocument(resolve(session.terminal.directory, path!));
  return withLab(session, async (lab) => {
    const { spec, dataset } = await lab.experiments.prepare(document);
    const optimizers = 'optimizers' in spec ? `, ${counted(spec.optimizers.length, 'optimizer')}` : '';
    session.terminal.out(
      `${path} is valid: ${spec.kind} on ${dataset.name} (${dataset.n} rows, ${dataset.d} parameters)${optimizers}\n`,
    );
    return 0;
  });
}

/** fisher-lab presets */

import { withLab, type Session } from '../session.ts';
import { table } from '../table.ts';

export function presets(session: Session): Promise<number> {
  return withLab(session, (lab) => {
    session.terminal.out(
      table(
        ['name', 'section', 'claim'],
        lab.presets.map(({ id, section, claim }) => [id, section, claim]),
      ),
    );
    return Promise.resolve(0);
  });
}

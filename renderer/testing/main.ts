/** The application on a lab in memory: `npx vite renderer`, then open /testing/. */

import { hostShell } from '../host-shell.ts';
import { startApp } from '../start-app.ts';
import { fakeLab } from './fake-lab.ts';

startApp(
  {
    client: fakeLab(),
    host: hostShell(),
    connection: { status: () => 'open', onStatus: () => () => false },
    shell: null,
  },
  null,
);

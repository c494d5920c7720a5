/** Starts the application in the window or the browser tab. */

import { hostShell } from './host-shell.ts';
import { connectToLab, shellBridge } from './lab-client/connect.ts';
import { startApp } from './start-app.ts';
import { experimentInLink } from './stores/share.ts';

// Read before the connection takes the token out of the address.
const linked = experimentInLink(location.hash);
const connection = connectToLab();
if (linked !== null) history.replaceState(null, '', location.pathname);
startApp({ client: connection.client, host: hostShell(), connection, shell: shellBridge() }, linked);

/** The entry of the desktop app: wires Electron to the lab; what can be decided without Electron is decided elsewhere. */

import { app, ipcMain, nativeTheme, protocol, session, shell } from 'electron';
import { openLab } from '../open-lab.ts';
import { defaultDataDirectory, placesFrom } from '../places.ts';
import { openFrameChannel } from './frame-channel.ts';
import { guardPages, guardSession } from './guard.ts';
import { appScheme } from './policies.ts';
import { serveApp } from './protocol.ts';
import { openWindow } from './window.ts';

const places = placesFrom(import.meta);

// Both must be said before Electron is ready.
app.enableSandbox();
protocol.registerSchemesAsPrivileged([
  {
    scheme: appScheme,
    privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
  },
]);
guardPages(app, shell);

await app.whenReady();
guardSession(session.defaultSession);
protocol.handle(appScheme, serveApp(places.rendererDirectory));
const report = (error: unknown, method: string) => {
  process.stderr.write(`${method}: ${String(error)}\n`);
};
const { lab, dispatcher } = await openLab({
  places,
  dataDirectory: defaultDataDirectory(),
  shell: 'electron',
  onDefect: report,
});
openFrameChannel(ipcMain, dispatcher, (reason) => {
  report(reason, 'ipc');
});
openWindow({ preloadFile: places.preloadFile, dark: nativeTheme.shouldUseDarkColors });

app.on('window-all-closed', () => {
  void lab.close().finally(() => {
    app.quit();
  });
});

/** How the app ends: properly, with the lab closed first, or in a crash, which the next start tells of. */

import { app, dialog, type BrowserWindow } from 'electron';
import type { Log } from '../lab/log.ts';
import type { OpenLab } from '../open-lab.ts';
import type { ShellStateFile } from './shell-state.ts';

/** The lab closes before the app ends: what ran is cancelled, what it computed is written. */
export function endProperly({ lab }: OpenLab, state: ShellStateFile, log: Log): void {
  app.on('window-all-closed', () => {
    app.quit();
  });
  let ending = false;
  let ended = false;
  app.on('will-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    // Asked again while it ends.
    if (ending) return;
    ending = true;
    void lab
      .close()
      .catch((error: unknown) => {
        log.write('close.failed', error);
      })
      .then(() => {
        log.write('end');
        state.update({ endedProperly: true });
        return state.written();
      })
      .finally(() => {
        ended = true;
        app.quit();
      });
  });
}

/** An error that nothing caught: logged, told, and the end; what it left behind cannot be trusted. */
export function tellOfFatalErrors(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.write('main.crashed', error);
    dialog.showErrorBox(
      'Fisher Lab has to close',
      `Something went wrong that it cannot go on from. The log is ${log.path}`,
    );
    app.exit(1);
  });
  process.on('unhandledRejection', (error) => {
    log.write('main.rejection', error);
  });
}

export function tellOfCrash(window: BrowserWindow, log: Log): void {
  void dialog.showMessageBox(window, {
    type: 'info',
    message: 'Fisher Lab did not end properly last time.',
    detail: `Everything computed before that was kept; runs that were going on are marked as interrupted. The log is ${log.path}`,
  });
}

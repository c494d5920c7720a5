/** Shows on the desktop what the lab does: progress on the task bar, no sleep, a word when a long run has ended. */

import { Notification, powerSaveBlocker, type BrowserWindow } from 'electron';
import type { EventHub } from '../bridge/event-hub.ts';
import { announcement, type Activity } from './activity.ts';
import { present } from './window.ts';

export function showActivity(hub: EventHub, activity: Activity, window: BrowserWindow): void {
  let blocker: number | null = null;

  const show = (): void => {
    if (!window.isDestroyed()) window.setProgressBar(activity.progress ?? -1);
    if (activity.busy && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (!activity.busy && blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  };

  hub.subscribe('experiments.progress', (event) => {
    activity.progressed(event);
    show();
  });
  hub.subscribe('experiments.changed', (event) => {
    const ended = activity.changed(event);
    show();
    const text = ended === null || window.isDestroyed() ? null : announcement(ended, window.isFocused());
    if (text === null || !Notification.isSupported()) return;
    const notification = new Notification({ title: 'Fisher Lab', body: text });
    notification.on('click', () => {
      if (!window.isDestroyed()) present(window);
    });
    notification.show();
  });
}

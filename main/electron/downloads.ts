/** Files that the page saves: a native dialog, opened in the folder that was used last. */

import type { Session } from 'electron';
import { basename, dirname, join } from 'node:path';

export interface DownloadOptions {
  readonly folder: () => string;
  readonly onSaved: (folder: string) => void;
}

export function saveDownloads(session: Session, { folder, onSaved }: DownloadOptions): void {
  session.on('will-download', (_event, item) => {
    item.setSaveDialogOptions({ defaultPath: join(folder(), basename(item.getFilename())) });
    item.once('done', (_doneEvent, state) => {
      if (state === 'completed') onSaved(dirname(item.getSavePath()));
    });
  });
}

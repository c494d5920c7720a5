/** The shell around the page: what is a native dialog in the window is a download in the browser. */

import { shellBridge } from './lab-client/connect.ts';
import type { HostShell } from './lab.ts';

/** Until the download has begun, the address of its bytes must live. */
const keepMilliseconds = 60_000;

export function hostShell(): HostShell {
  const bridge = shellBridge();
  return {
    // Electron turns the download into its own save dialog.
    save(file) {
      const url = URL.createObjectURL(new Blob([file.bytes as Uint8Array<ArrayBuffer>], { type: file.type }));
      const anchor = document.createElement('a');
      anchor.href = url;
      anchor.download = file.name;
      anchor.click();
      setTimeout(() => URL.revokeObjectURL(url), keepMilliseconds);
      return Promise.resolve();
    },
    pathOf(file) {
      const path = bridge?.pathOf(file) ?? '';
      return path === '' ? null : path;
    },
  };
}

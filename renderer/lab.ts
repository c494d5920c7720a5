/** What the screens need from outside: the lab behind its client, and the shell that the page runs in. */

import type { InjectionKey } from 'vue';
import { inject } from 'vue';
import type { LabClient } from '#contract/api.ts';
import type { ExportedFile } from '#contract/api/exports.ts';
import type { ShellBridge } from '#contract/shell.ts';
import type { LabConnection } from './lab-client/lab-connection.ts';

/** The window (Electron) or the browser tab, as far as they differ. */
export interface HostShell {
  /** Saves a file that the lab made: a native dialog, or a download. */
  save(file: ExportedFile): Promise<void>;
  /** The path of a dropped file where the shell knows it (Electron), else null: read its bytes. */
  pathOf(file: File): string | null;
}

export interface Lab {
  readonly client: LabClient;
  readonly host: HostShell;
  readonly connection: Pick<LabConnection, 'status' | 'onStatus'>;
  /** The desktop window's menus and files; null in a browser. */
  readonly shell: ShellBridge | null;
}

export const labKey: InjectionKey<Lab> = Symbol('lab');

/** The lab, in a component's or a store's setup. */
export function useLab(): Lab {
  const lab = inject(labKey);
  if (lab === undefined) throw new Error('The application was started without a lab.');
  return lab;
}

/** What a test sees of the double of Electron, and what it decides: shared by the double and the test, however loaded. */

import type { MenuItem } from './electron-double.ts';
import type { BrowserWindow, WebContents } from './window-double.ts';

/** The page of a window: where messages go, once a test has given it a real one. */
export interface PageHost {
  load(contents: WebContents, url: string): Promise<void>;
  deliver(contents: WebContents, channel: string, values: unknown[]): void;
}

export interface Control {
  host: PageHost | null;
  windows: BrowserWindow[];
  menu: MenuItem[];
  schemes: { scheme: string; privileges: Record<string, boolean> }[];
  protocolHandlers: Map<string, (request: Request) => Promise<Response>>;
  ready: boolean;
  quitting: boolean;
  sandboxEnabled: boolean;
  /** Whether this start gets the lock; false: another instance runs. */
  firstInstance: boolean;
  lockData: unknown[];
  displays: { id: number; workArea: { x: number; y: number; width: number; height: number } }[];
  paths: Map<string, string>;
  notifications: { title: string; body: string; click(): void }[];
  messageBoxes: { message: string; detail?: string; buttons?: string[] }[];
  /** Answers to the next message boxes: the position of a button; without one, `cancelId` or 0. */
  answers: number[];
  /** Answers to the next open dialogs; without one it is cancelled. */
  chosenFiles: string[][];
  openDialogs: { defaultPath?: string }[];
  saveDialogs: { defaultPath?: string }[];
  errorBoxes: { title: string; content: string }[];
  openedExternally: string[];
  shownInFolder: string[];
  openedPaths: string[];
  blockers: Set<number>;
  recentDocuments: string[];
  aboutPanel: unknown;
  aboutShown: number;
  exitCodes: number[];
}

const initial = (): Control => ({
  host: null,
  windows: [],
  menu: [],
  schemes: [],
  protocolHandlers: new Map(),
  ready: false,
  quitting: false,
  sandboxEnabled: false,
  firstInstance: true,
  lockData: [],
  displays: [{ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
  paths: new Map(),
  notifications: [],
  messageBoxes: [],
  answers: [],
  chosenFiles: [],
  openDialogs: [],
  saveDialogs: [],
  errorBoxes: [],
  openedExternally: [],
  shownInFolder: [],
  openedPaths: [],
  blockers: new Set(),
  recentDocuments: [],
  aboutPanel: null,
  aboutShown: 0,
  exitCodes: [],
});

const key = Symbol.for('fisher-lab.electron-double');
const holder = globalThis as unknown as Record<symbol, Control | undefined>;
export const control: Control = (holder[key] ??= initial());

/** As at the start of a process. */
export function resetControl(): void {
  Object.assign(control, initial());
}

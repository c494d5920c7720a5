/** What the desktop window offers the page beyond the lab itself: exactly the keys of `window.fisherLab`. */

/** Commands of the native menus that the page carries out. */
export const shellCommands = [
  'new-experiment',
  'run',
  'cancel',
  'export-plots',
  'export-results',
  'show-experiment',
  'show-curvature',
  'show-gallery',
  'show-datasets',
  'show-history',
] as const;
export type ShellCommand = (typeof shellCommands)[number];

export const themeSources = ['system', 'light', 'dark'] as const;
export type ThemeSource = (typeof themeSources)[number];

/** A file that the user opened outside the page: by its icon, the command line, the menu, the recent files. */
export interface OpenedFile {
  /** Its name without the folder. */
  readonly name: string;
  readonly path: string;
  readonly content: OpenedContent;
}
export type OpenedContent =
  /** JSON: an experiment, or data. */
  | { readonly kind: 'text'; readonly text: string }
  /** An experiment with its results, from another machine. */
  | { readonly kind: 'bundle'; readonly bytes: Uint8Array }
  /** Data, which the lab reads by its path. */
  | { readonly kind: 'data' };

export interface ShellBridge {
  /** Sends one frame (contract/frames.ts) to the lab. */
  send(frame: Uint8Array): void;
  /** Calls `listener` with every frame from the lab until the returned function is called. */
  onFrame(listener: (frame: Uint8Array) => void): () => void;
  /** The path of a dropped or chosen `File`; empty for one that is not on the disk. */
  pathOf(file: object): string;
  /** Calls `listener` with every menu command until the returned function is called. */
  onCommand(listener: (command: ShellCommand) => void): () => void;
  /** Calls `listener` with every opened file, those that came before it included. */
  onOpenFile(listener: (file: OpenedFile) => void): () => void;
  /** Native parts (menus, dialogs, title bar) follow the page's choice. */
  setTheme(source: ThemeSource): void;
}

/** The global under which the page finds it; absent in a browser. */
export const shellBridgeKey = 'fisherLab';

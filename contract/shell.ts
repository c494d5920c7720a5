/** What the desktop window offers the page beyond the lab itself: exactly the keys of `window.fisherLab`. */

/** Frames of the lab (contract/frames.ts), and the few things that only a desktop shell can do. */
export interface ShellBridge {
  /** Sends one frame to the lab. */
  send(frame: Uint8Array): void;
  /** Calls `listener` with every frame from the lab until the returned function is called. */
  onFrame(listener: (frame: Uint8Array) => void): () => void;
  /** The path of a dropped or chosen `File`; empty for one that is not on the disk. */
  pathOf(file: object): string;
}

/** The global under which the page finds it; absent in a browser. */
export const shellBridgeKey = 'fisherLab';

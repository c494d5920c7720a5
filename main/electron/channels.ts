/** The names of the IPC channels between main and preload. */

/** Frames of the lab, both ways. */
export const frameChannel = 'lab';

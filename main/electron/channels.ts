/** The names of the IPC channels between main and preload; each goes one way but the first. */

/** Frames of the lab, both ways. */
export const frameChannel = 'lab';
/** Main to page: a menu command. */
export const commandChannel = 'shell.command';
/** Main to page: a file that was opened. */
export const openFileChannel = 'shell.open-file';
/** Page to main: it listens for opened files. */
export const readyChannel = 'shell.ready';
/** Page to main: the theme that was chosen. */
export const themeChannel = 'shell.theme';

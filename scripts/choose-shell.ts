/** Which shell npm start opens, and why not the desktop window where it cannot. */

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
  /** Electron's executable, or null. */
  findElectron(): string | null;
  /** Tries to fetch it. */
  installElectron(): void;
}

export type ShellChoice =
  | { readonly shell: 'desktop'; readonly electron: string }
  | { readonly shell: 'browser'; readonly reason: string };

export function chooseShell(machine: Machine): ShellChoice {
  const { platform, environment, isRoot } = machine;
  if (platform === 'linux') {
    // Without a display the binary is not worth its download.
    const display = environment['DISPLAY'] || environment['WAYLAND_DISPLAY'];
    if (!display) return { shell: 'browser', reason: 'There is no display for the desktop window.' };
    if (isRoot) {
      return { shell: 'browser', reason: 'The desktop window does not run as root: its sandbox forbids it.' };
    }
  }
  if (machine.findElectron() === null) machine.installElectron();
  const electron = machine.findElectron();
  return electron === null
    ? { shell: 'browser', reason: "Electron's binary is not here and could not be downloaded." }
    : { shell: 'desktop', electron };
}

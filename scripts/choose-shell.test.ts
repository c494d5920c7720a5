import { expect, test } from 'vitest';
import { chooseShell, type Machine } from './choose-shell.ts';

const machine = (change: Partial<Machine> = {}): Machine => ({
  platform: 'linux',
  environment: { DISPLAY: ':0' },
  isRoot: false,
  findElectron: () => '/electron',
  installElectron: () => {
    throw new Error('there already');
  },
  ...change,
});

test('the desktop window where binary and display are there', () => {
  expect(chooseShell(machine())).toEqual({ shell: 'desktop', electron: '/electron' });
  expect(chooseShell(machine({ environment: { WAYLAND_DISPLAY: 'wayland-0' } })).shell).toBe('desktop');
  expect(chooseShell(machine({ platform: 'darwin', environment: {} })).shell).toBe('desktop');
});

test('without a display the browser mode, and no download is tried', () => {
  expect(chooseShell(machine({ environment: { DISPLAY: '' }, findElectron: () => null }))).toEqual({
    shell: 'browser',
    reason: 'There is no display for the desktop window.',
  });
});

test('not as root on Linux', () => {
  expect(chooseShell(machine({ isRoot: true }))).toMatchObject({ shell: 'browser' });
});

test('the binary is installed on first use; where that fails, the reason is said', () => {
  let installed = false;
  const choice = chooseShell(
    machine({
      findElectron: () => (installed ? '/electron' : null),
      installElectron: () => {
        installed = true;
      },
    }),
  );
  expect(choice.shell).toBe('desktop');
  expect(chooseShell(machine({ findElectron: () => null, installElectron: () => undefined }))).toMatchObject({
    shell: 'browser',
    reason: "Electron's binary is not here and could not be downloaded.",
  });
});

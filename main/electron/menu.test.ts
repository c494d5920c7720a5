import type { MenuItemConstructorOptions } from 'electron';
import { expect, test } from 'vitest';
import { shellCommands, type ShellCommand } from '#contract/shell.ts';
import { menuTemplate } from './menu.ts';

function build(platform: NodeJS.Platform, recentFiles: readonly string[] = []) {
  const commands: ShellCommand[] = [];
  const opened: string[] = [];
  const ignore = () => undefined;
  const template = menuTemplate(
    { platform, recentFiles },
    {
      command: (command) => commands.push(command),
      open: ignore,
      openRecent: (path) => opened.push(path),
      clearRecent: ignore,
      showNotices: ignore,
      showLog: ignore,
      showDataFolder: ignore,
      showAbout: ignore,
    },
  );
  const items = (from: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    from.flatMap((item) => [
      item,
      ...items((item.submenu as MenuItemConstructorOptions[] | undefined) ?? []),
    ]);
  return { items: items(template), commands, opened };
}

const click = (item: MenuItemConstructorOptions) => (item.click as (() => void) | undefined)?.();

test.each(['linux', 'win32', 'darwin'] as const)('on %s every command has its place, once', (platform) => {
  const { items, commands } = build(platform);
  for (const item of items) click(item);
  expect([...commands].sort()).toEqual([...shellCommands].sort());
});

test('no two items share a key', () => {
  const keys = build('linux').items.flatMap(({ accelerator }) =>
    accelerator === undefined ? [] : [String(accelerator)],
  );
  expect(new Set(keys).size).toBe(keys.length);
});

test('recent files open by their path; an ampersand in a name is no key', () => {
  const { items, opened } = build('linux', ['/data/a & b.csv']);
  click(items.find(({ label }) => label === 'a && b.csv')!);
  expect(opened).toEqual(['/data/a & b.csv']);
});

test('each system has about and quit where it expects them', () => {
  const roles = (platform: NodeJS.Platform) => build(platform).items.map(({ role }) => role);
  expect(roles('darwin')).toContain('appMenu');
  expect(roles('linux')).toContain('quit');
  for (const platform of ['linux', 'darwin'] as const) {
    expect(build(platform).items.filter(({ label }) => label === 'About Fisher Lab')).toHaveLength(1);
  }
});

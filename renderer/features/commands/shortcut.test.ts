import { expect, it } from 'vitest';
import { findCommands, matches, shortcutKeys } from './shortcut.ts';

const press = (
  key: string,
  more: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

it('matches exactly its keys, with either control key', () => {
  const redo = { key: 'z', control: true, shift: true };
  expect(matches(redo, press('Z', { ctrlKey: true, shiftKey: true }))).toBe(true);
  expect(matches(redo, press('Z', { metaKey: true, shiftKey: true }))).toBe(true);
  expect(matches(redo, press('z', { ctrlKey: true }))).toBe(false);
  expect(matches({ key: 'l' }, press('l', { ctrlKey: true }))).toBe(false);
});

it('writes a shortcut down', () => {
  expect(shortcutKeys({ key: 'Enter', control: true })).toEqual(['Ctrl', 'Enter']);
  expect(shortcutKeys({ key: '1', alt: true })).toEqual(['Alt', '1']);
});

it('finds commands by words in any order, beginnings first', () => {
  const commands = [
    { name: 'Add chart: Step norm', group: 'View' },
    { name: 'Run comparison', group: 'Run' },
    { name: 'Cancel the run', group: 'Run' },
  ];
  expect(findCommands(commands, 'run').map(({ name }) => name)).toEqual(['Run comparison', 'Cancel the run']);
  expect(findCommands(commands, 'norm add')).toHaveLength(1);
  expect(findCommands(commands, '')).toHaveLength(3);
});

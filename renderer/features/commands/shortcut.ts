/** Keyboard shortcuts: matching an event, and writing one down. Control is the command key on a Mac. */

export interface Shortcut {
  readonly key: string;
  readonly control?: boolean;
  readonly shift?: boolean;
  readonly alt?: boolean;
}

export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

export function matches(shortcut: Shortcut, event: PressedKey): boolean {
  return (
    event.key.toLowerCase() === shortcut.key.toLowerCase() &&
    (event.ctrlKey || event.metaKey) === (shortcut.control ?? false) &&
    event.shiftKey === (shortcut.shift ?? false) &&
    event.altKey === (shortcut.alt ?? false)
  );
}

export function shortcutKeys(shortcut: Shortcut): string[] {
  const key = shortcut.key.length === 1 ? shortcut.key.toUpperCase() : shortcut.key;
  return [
    ...(shortcut.control ? ['Ctrl'] : []),
    ...(shortcut.alt ? ['Alt'] : []),
    ...(shortcut.shift ? ['Shift'] : []),
    key,
  ];
}

/** Commands by the words typed: those that begin with them first, then those with all of them anywhere. */
export function findCommands<T extends { readonly name: string; readonly group: string }>(
  commands: readonly T[],
  typed: string,
): T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = commands.filter(({ name, group }) => {
    const text = `${group} ${name}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const starts = (name: string) => name.toLowerCase().startsWith(words.join(' '));
  return [...found.filter(({ name }) => starts(name)), ...found.filter(({ name }) => !starts(name))];
}

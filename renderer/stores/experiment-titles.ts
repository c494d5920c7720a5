/** Names of experiments on the screen, and short ones that tell several of them apart. */

const longest = 18;

/** What an experiment is called on the screen. */
export function titleOf(name: string): string {
  return name.trim() === '' ? 'Without a name' : name.trim();
}

export function experimentTitles(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    const whole = titleOf(name);
    const short = whole.length > longest ? `${whole.slice(0, longest - 1).trimEnd()}…` : whole;
    let title = short;
    for (let number = 2; used.has(title); number++) title = `${short} (${number})`;
    used.add(title);
    return title;
  });
}

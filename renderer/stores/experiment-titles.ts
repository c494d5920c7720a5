/** Short names that tell several experiments on one screen apart. */

const longest = 18;

export function experimentTitles(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const whole = name.trim() === '' ? 'Without a name' : name.trim();
    const short = whole.length > longest ? `${whole.slice(0, longest - 1).trimEnd()}…` : whole;
    const count = (seen.get(short) ?? 0) + 1;
    seen.set(short, count);
    return count === 1 ? short : `${short} (${count})`;
  });
}

/** How well two #RRGGBB colours stand apart, as WCAG 2.2 counts it: 1 is alike, 21 is black on white. */

export function contrast(color: string, other: string): number {
  const [less, more] = [luminance(color), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (more + 0.05) / (less + 0.05);
}

/** Red, green and blue of #RRGGBB between 0 and 1, proportional to the light itself (IEC 61966-2-1). */
export function linearLight(color: string): [number, number, number] {
  const channel = (at: number) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function luminance(color: string): number {
  const [red, green, blue] = linearLight(color);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

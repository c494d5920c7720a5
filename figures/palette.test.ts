import { describe, expect, it } from 'vitest';
import { contrast } from './contrast.ts';
import { diverging } from './palette.ts';
import { ciede2000, labSeenBy, visions } from './testing/colour-vision.ts';
import { themes } from './theme.ts';

const shares = Array.from({ length: 21 }, (_, i) => i / 20);

describe.each(['light', 'dark', 'print'] as const)('signed colours in the %s', (name) => {
  const theme = themes[name];
  const lightness = (value: number) => labSeenBy('usual', diverging(value, theme))[0];

  it('start from the ground at zero and go away from it with the size', () => {
    expect(contrast(diverging(0, theme), theme.background)).toBeLessThan(1.2);
    for (const arm of [-1, 1]) {
      const away = shares.map((share) => Math.abs(lightness(arm * share) - lightness(0)));
      away
        .slice(1)
        .forEach((distance, i) => expect(distance, `${arm * shares[i + 1]!}`).toBeGreaterThan(away[i]!));
      expect(contrast(diverging(arm, theme), theme.background)).toBeGreaterThan(4.5);
    }
  });

  it('are as light for minus a number as for the number, and told apart with every kind of colour vision', () => {
    for (const share of shares.filter((value) => value >= 0.2)) {
      expect(Math.abs(lightness(-share) - lightness(share)), `${share}`).toBeLessThan(5);
      for (const vision of Object.keys(visions)) {
        const [minus, plus] = [-share, share].map((value) => labSeenBy(vision, diverging(value, theme)));
        expect(ciede2000(minus!, plus!), `${share}, ${vision}`).toBeGreaterThan(10);
      }
    }
  });
});

it('what is saved for print has the colours of the light', () => {
  for (const share of shares) expect(diverging(share, themes.print)).toBe(diverging(share, themes.light));
});

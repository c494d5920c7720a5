import { describe, expect, it } from 'vitest';
import { optimizerInfo, optimizerKinds } from '#contract/optimizer-info.ts';
import { contrast } from './contrast.ts';
import { methodColor, runStyles, variants } from './method-style.ts';
import { ciede2000, labSeenBy, visions, type Triple } from './testing/colour-vision.ts';
import { themes } from './theme.ts';

const screens = ['light', 'dark'] as const;
const pairs = optimizerKinds.flatMap((one, i) =>
  optimizerKinds.slice(i + 1).map((other) => [one, other] as const),
);
/** The smallest difference of two colours over all kinds of colour vision. */
const apart = (one: string, other: string) =>
  Math.min(
    ...Object.keys(visions).map((vision) => ciede2000(labSeenBy(vision, one), labSeenBy(vision, other))),
  );

describe('what measures colours', () => {
  // Rows of table 1 of Sharma, Wu and Dalal (2005).
  it.each<[Triple, Triple, number]>([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, -1, 2], [50, 0, 0], 2.3669],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[50, 2.5, 0], [50, 3.2592, 0.335], 1.0],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ])('CIEDE2000 of %j and %j is %d', (one, other, difference) => {
    expect(ciede2000(one, other)).toBeCloseTo(difference, 4);
    expect(ciede2000(other, one)).toBeCloseTo(difference, 4);
  });

  it('a grey stays the same grey without a kind of cone; red and green come together without two of them', () => {
    for (const vision of Object.keys(visions)) {
      expect(ciede2000(labSeenBy(vision, '#808080'), labSeenBy('usual', '#808080'))).toBeLessThan(0.01);
    }
    const [red, green] = ['#CC4444', '#888822'];
    const redGreen = (vision: string) => ciede2000(labSeenBy(vision, red), labSeenBy(vision, green));
    expect(redGreen('deuteranopia')).toBeLessThan(redGreen('usual') / 2);
    expect(redGreen('tritanopia')).toBeGreaterThan(redGreen('usual') / 2);
  });

  it('black on white is 21 to 1, and #767676 the lightest grey of 4.5 to 1', () => {
    expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21, 10);
    expect(contrast('#767676', '#FFFFFF')).toBeGreaterThan(4.5);
    expect(contrast('#777777', '#FFFFFF')).toBeLessThan(4.5);
  });
});

it('print has the colours of the paper', () => {
  const colors = (['gd', 'ngd', 'efgd'] as const).map((kind) => methodColor(kind, themes.print));
  expect(colors).toEqual(['#004488', '#DDAA33', '#BB5566']);
});

describe.each(screens)('series in the %s', (screen) => {
  const look = (kind: (typeof optimizerKinds)[number]) => optimizerInfo[kind].style;

  it('stand 3 to 1 against the background (WCAG 1.4.11)', () => {
    for (const kind of optimizerKinds) {
      expect(contrast(look(kind)[screen], themes[screen].background), kind).toBeGreaterThanOrEqual(3);
    }
  });

  it('of GD, Newton, NGD and EFGD are told apart by colour, with every kind of colour vision', () => {
    const methods = ['gd', 'newton', 'ngd', 'efgd'] as const;
    for (const [one, other] of pairs.filter((pair) => pair.every((kind) => methods.includes(kind as 'gd')))) {
      expect(apart(look(one)[screen], look(other)[screen]), `${one} and ${other}`).toBeGreaterThan(12);
    }
  });

  it('whose colours may be taken for each other differ in dash and in point', () => {
    const alike = pairs.filter(([one, other]) => apart(look(one)[screen], look(other)[screen]) < 10);
    for (const [one, other] of alike) {
      expect(look(one).dash, `${one} and ${other}`).not.toEqual(look(other).dash);
      expect(look(one).point, `${one} and ${other}`).not.toBe(look(other).point);
    }
  });

  it('keep their look when others of their kind are left out', () => {
    const runs = ['gd-1', 'ngd', 'gd-2', 'gd-3'].map((optimizer) => ({
      ...{
        optimizer,
        kind: optimizer.split('-')[0]!,
        stepSize: 1,
        damping: null,
        status: 'completed',
        series: {},
      },
    }));
    const all = runStyles(runs, themes[screen]);
    const numbered = runs.map((run, i) => ({ ...run, variant: variants(runs)[i]! }));
    expect(runStyles(numbered.slice(2), themes[screen])).toEqual(all.slice(2));
    // Without their numbers the first one left would take the look of the one left out.
    expect(runStyles(runs.slice(2), themes[screen])[0]!.color).toBe(all[0]!.color);
  });

  it.each(optimizerKinds)('of several %s differ in dash or point, and stand 3 to 1 too', (kind) => {
    const runs = Array.from({ length: 6 }, (_, i) => ({
      ...{ optimizer: `${kind}-${i}`, kind, stepSize: 1, damping: null, status: 'completed', series: {} },
    }));
    const styles = runStyles(runs, themes[screen]);
    expect(new Set(styles.map(({ dash, point }) => JSON.stringify([dash, point]))).size).toBe(6);
    for (const { color } of styles) {
      expect(contrast(color, themes[screen].background)).toBeGreaterThanOrEqual(3);
    }
  });
});

/** Plain design tokens of figures: the same on screen, in the results folder and in print. */

export type ThemeName = 'light' | 'dark' | 'print';

export interface Theme {
  readonly name: ThemeName;
  readonly background: string;
  readonly text: string;
  readonly secondary: string;
  readonly grid: string;
  readonly axis: string;
  readonly fontFamily: string;
  /** Pixels of a figure at scale 1. */
  readonly fontSize: number;
  readonly lineWidth: number;
  readonly pointRadius: number;
}

/** IBM Plex Sans for everything it has, DejaVu Sans for the mathematical signs it lacks. */
export const fontFamily = '"IBM Plex Sans", "DejaVu Sans", sans-serif';

const common = { fontFamily, fontSize: 12, lineWidth: 2, pointRadius: 2.5 } as const;

export const themes: Readonly<Record<ThemeName, Theme>> = {
  light: {
    ...common,
    name: 'light',
    background: '#FFFFFF',
    text: '#1B2330',
    secondary: '#556070',
    grid: '#E9ECF0',
    axis: '#A9B2BD',
  },
  dark: {
    ...common,
    name: 'dark',
    background: '#1A2029',
    text: '#E6EAF0',
    secondary: '#9AA6B5',
    grid: '#262E39',
    axis: '#55606E',
  },
  print: {
    ...common,
    name: 'print',
    background: '#FFFFFF',
    text: '#000000',
    secondary: '#000000',
    grid: '#E4E4E4',
    axis: '#000000',
  },
};

/** The print theme at a size: figures `width` pixels wide that will be printed `centimetres` wide, text in points. */
export function printTheme(width: number, centimetres: number, points: number): Theme {
  const pixelsAPoint = width / ((centimetres / 2.54) * 72);
  const ratio = (points * pixelsAPoint) / themes.print.fontSize;
  return {
    ...themes.print,
    fontSize: points * pixelsAPoint,
    lineWidth: themes.print.lineWidth * ratio,
    pointRadius: themes.print.pointRadius * ratio,
  };
}

export const themeOf = (theme: ThemeName | Theme | undefined): Theme =>
  theme === undefined ? themes.light : typeof theme === 'string' ? themes[theme] : theme;

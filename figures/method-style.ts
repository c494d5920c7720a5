/** How methods look: colour, dash and point shape from the registry, the same in every figure. */

import { optimizerInfo, type MethodStyle } from '#contract/optimizer-info.ts';
import type { OptimizerKind } from '#contract/optimizers.ts';
import type { Terminology } from '#contract/terminology.ts';
import { contrast } from './contrast.ts';
import type { FigureRun } from './runs.ts';
import { methodWords } from './terminology.ts';
import type { Theme } from './theme.ts';

export interface RunStyle {
  readonly color: string;
  readonly dash: number[];
  readonly point: MethodStyle['point'];
  readonly label: string;
}

const neutral: MethodStyle = { light: '#777777', dark: '#BBBBBB', dash: [], point: 'circle' };

export function methodStyle(kind: string): MethodStyle {
  return kind in optimizerInfo ? optimizerInfo[kind as OptimizerKind].style : neutral;
}

export function methodColor(kind: string, theme: Theme): string {
  const style = methodStyle(kind);
  return theme.name === 'print' ? (style.print ?? style.light) : style[theme.name];
}

/** Legend text of a run: its label, the method's short name when the id says no more, else the id. */
export function runLabel(run: FigureRun, terminology: Terminology = 'machine-learning'): string {
  if (run.label !== undefined) return run.label;
  const known = run.kind in optimizerInfo;
  const short = known ? methodWords(run.kind as OptimizerKind, terminology).short : run.kind;
  return run.optimizer === run.kind ? short : run.optimizer;
}

/**
 * Styles of all runs of a figure. Optimizers of one kind keep its hue and get lighter and darker shades, other dashes
 * and other points; repeats of one optimizer look alike.
 */
export function runStyles(runs: readonly FigureRun[], theme: Theme, terminology?: Terminology): RunStyle[] {
  const positions = variants(runs);
  return runs.map((run, i) => {
    const style = methodStyle(run.kind);
    const position = run.variant ?? positions[i]!;
    return {
      color: shade(methodColor(run.kind, theme), position, theme),
      dash: position === 0 ? [...style.dash] : dashes[(position - 1) % dashes.length]!,
      point: position === 0 ? style.point : points[(position - 1) % points.length]!,
      label: runLabel(run, terminology),
    };
  });
}

/** The position of each run's optimizer among those of its kind, in the order of their first runs. */
export function variants(runs: readonly FigureRun[]): number[] {
  const optimizers = new Map<string, Map<string, number>>();
  return runs.map((run) => {
    const known = optimizers.get(run.kind) ?? new Map<string, number>();
    optimizers.set(run.kind, known);
    const position = known.get(variantOf(run)) ?? known.size;
    known.set(variantOf(run), position);
    return position;
  });
}

const variantOf = (run: FigureRun) => run.label ?? run.optimizer;

const dashes: number[][] = [[3, 3], [10, 3], [6, 2, 2, 2], [2, 5], [14, 4], []];
const points: MethodStyle['point'][] = ['rect', 'triangle', 'crossRot', 'rectRot', 'star', 'circle'];

/** By colour, position and background: hundreds of runs ask for the same few, at each redrawing. */
const shades = new Map<string, string>();

function shade(color: string, position: number, theme: Theme): string {
  if (position === 0) return color;
  const key = `${color} ${position} ${theme.name} ${theme.background}`;
  let found = shades.get(key);
  if (found === undefined) shades.set(key, (found = mixedShade(color, position, theme)));
  return found;
}

/**
 * By turns away from and towards the background, but away from it as well where less than 3 to 1 would be left
 * (WCAG 1.4.11).
 */
function mixedShade(color: string, position: number, theme: Theme): string {
  const [away, towards] = theme.name === 'dark' ? ['#FFFFFF', '#000000'] : ['#000000', '#FFFFFF'];
  const share = Math.min(0.6, 0.28 * Math.ceil(position / 2));
  if (position % 2 === 1) return mix(color, away, share);
  const nearer = mix(color, towards, share);
  return contrast(nearer, theme.background) >= 3 ? nearer : mix(color, away, share - 0.14);
}

/** (1 - share) of one #RRGGBB colour and share of another. */
export function mix(color: string, other: string, share: number): string {
  const channel = (text: string, at: number) => Number.parseInt(text.slice(at, at + 2), 16);
  return `#${[1, 3, 5]
    .map((at) => Math.round((1 - share) * channel(color, at) + share * channel(other, at)))
    .map((value) => value.toString(16).padStart(2, '0').toUpperCase())
    .join('')}`;
}

/** A #RRGGBB colour with opacity between 0 and 1. */
export function transparent(color: string, opacity: number): string {
  return `${color}${Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0')
    .toUpperCase()}`;
}

/** The dashboard's charts as they are seen, in the words of the contract: for pictures and numbers of just that. */

import type { SeenCurves, ShownScaling } from '#contract/picture.ts';
import type { Terminology } from '#contract/terminology.ts';
import { quantityTitle } from '#figures/learning-curves.ts';
import type { Bounds } from '../../charts/curves.ts';
import type { MeanRun } from '../../charts/repeats.ts';
import { yAxisOf, type DashboardCard } from '../../stores/dashboard.ts';
import type { ScreenRun } from '../../stores/screen-run.ts';
import { fileName } from './file-name.ts';

export interface Seen {
  readonly name: string;
  readonly scaling: ShownScaling;
  readonly terminology: Terminology;
  readonly runs: readonly ScreenRun[];
  readonly means: readonly MeanRun<ScreenRun>[] | null;
  readonly xAxis: SeenCurves['xAxis'];
  readonly xBounds: Bounds | null;
  readonly cards: readonly DashboardCard[];
  readonly yBounds: (card: DashboardCard) => Bounds | null;
  /** Pixels of one chart. */
  readonly width: number;
  readonly height: number;
}

export function seenCurves(seen: Seen): SeenCurves {
  const { cards, means, scaling, terminology, xAxis } = seen;
  const runs = means?.map(({ run }) => run) ?? seen.runs;
  const wanted = new Set<string>([xAxis, ...cards.map(({ quantity }) => quantity)]);
  const kept = <T>(series: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(series).filter(([name]) => wanted.has(name)));
  const alone = cards.length === 1 ? quantityTitle(cards[0]!.quantity, scaling, terminology) : null;
  return {
    title: alone === null ? seen.name : `${seen.name}: ${alone}`,
    name: fileName(alone === null ? seen.name : `${seen.name}-${cards[0]!.quantity}`),
    runs: runs.map(
      ({ optimizer, kind, label, variant, repeat, stepSize, damping, status, recordEvery, series }) => ({
        optimizer,
        kind,
        ...(label === undefined ? {} : { label }),
        ...(variant === undefined ? {} : { variant }),
        repeat,
        stepSize,
        damping,
        status,
        ...(recordEvery === undefined ? {} : { recordEvery }),
        series: kept(series),
      }),
    ),
    bands:
      means === null
        ? null
        : means.map(({ repeats, low, high }) => ({ repeats, low: kept(low), high: kept(high) })),
    xAxis,
    xBounds: bothOf(seen.xBounds),
    scaling,
    terminology,
    charts: cards.map((card) => ({
      quantity: card.quantity,
      yAxis: yAxisOf(card),
      yBounds: bothOf(seen.yBounds(card)),
    })),
    columns: cards.length === 1 ? 1 : 2,
    width: Math.round(Math.min(4000, Math.max(100, seen.width))),
    height: Math.round(Math.min(4000, Math.max(80, seen.height))),
  };
}

function bothOf(bounds: Bounds | null): [number, number] | null {
  return bounds?.[0] === undefined || bounds[1] === undefined ? null : [bounds[0], bounds[1]];
}

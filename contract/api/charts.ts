/** A chart described by its numbers: the screen and a file draw the same thing from it, and it is its CSV. */

import { z } from 'zod';
import { flag, list, nonEmptyText, number, object, oneOf, text, whole } from '../leaves.ts';
import { consistencySchema } from '../results.ts';
import { correlationsSchema } from '../dataset.ts';
import { float64Array } from './define.ts';
import { terminologies } from '../terminology.ts';
import { gridColumnsSchema } from './experiments.ts';

const axisSchema = object({
  title: text(),
  type: oneOf(['linear', 'logarithmic']),
  min: number().optional(),
  max: number().optional(),
});

/** Lines and dots on two axes. */
const pointsChartSchema = object({
  title: text(),
  x: axisSchema,
  y: axisSchema,
  legend: flag(),
  series: list(
    object({
      label: text(),
      /** Of one length; NaN in y is a gap. */
      x: float64Array,
      y: float64Array,
      /** Of the theme's text, or the colour of a method by its kind. */
      color: nonEmptyText(),
      dash: list(number({ min: 0 }), 'lengths of dashes and gaps').default([]),
      /** 0: dots alone; left out: the theme's. */
      lineWidth: number({ min: 0 }).optional(),
      point: oneOf(['circle', 'rect', 'rectRot', 'triangle', 'cross', 'crossRot', 'star']).nullable(),
    }),
    'series',
  ),
});
export type PointsChart = z.infer<typeof pointsChartSchema>;

export const colourScales = ['linear', 'logarithmic'] as const;
export type ColourScale = (typeof colourScales)[number];

const heading = {
  title: text(),
  /** Of the file, without its ending. */
  name: text().regex(/^[\w-]{1,100}$/, { error: 'letters, digits, - and _' }),
};
/** Pixels of one chart. */
const size = { width: whole(60, 4000), height: whole(30, 4000) };

/** A grid search; `within` says which of its cells the ranges leave. */
const gridShape = {
  grid: gridColumnsSchema,
  best: object({ stepSize: z.number(), damping: z.number().nullable() }).nullable(),
  within: list(flag(), 'one a cell').nullable(),
};
const share = number({ min: 0, max: 1 });

export const chartSchema = z.discriminatedUnion('kind', [
  /** One chart, or several side by side. */
  object({
    kind: z.literal('points'),
    ...heading,
    ...size,
    columns: whole(1, 4),
    charts: list(pointsChartSchema, 'charts', 1),
  }),
  /** The last loss of a grid search. */
  object({
    kind: z.literal('grid'),
    ...heading,
    ...size,
    ...gridShape,
  }),
  /** The cells of a grid search as lines across axes; positions are shares of an axis, from its foot. */
  object({
    kind: z.literal('parallel'),
    ...heading,
    ...size,
    axes: list(
      object({
        title: text(),
        ticks: list(object({ position: share, text: text() }), 'ticks'),
        /** One a cell; NaN for one that is not computed. */
        positions: float64Array,
        range: z.tuple([share, share]).nullable(),
      }),
      'axes',
      1,
    ),
    ...gridShape,
  }),
  /** Matrices side by side on one scale: `largest` has the strongest colour. */
  object({
    kind: z.literal('matrices'),
    ...heading,
    matrices: list(object({ title: text(), rows: list(float64Array, 'rows', 1) }), 'matrices', 1),
    largest: number({ above: 0 }),
    scale: oneOf(colourScales),
  }),
  object({ kind: z.literal('correlations'), ...heading, correlations: correlationsSchema }),
  object({
    kind: z.literal('consistency'),
    ...heading,
    ...size,
    terminology: oneOf(terminologies).default('machine-learning'),
    result: consistencySchema,
  }),
]);
export type ChartDescription = z.infer<typeof chartSchema>;

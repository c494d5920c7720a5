/** A chart on its way to a file: which format, which look, and the curves as they are seen on screen. */

import { z } from 'zod';
import { flag, list, number, object, oneOf, text, whole } from './leaves.ts';
import { quantityNames } from './quantities.ts';
import { terminologies } from './terminology.ts';

export const pictureFormats = ['png', 'svg', 'pdf'] as const;

export const pictureShape = {
  format: oneOf(pictureFormats),
  /** The look of the screen, or black on white for paper. */
  theme: oneOf(['light', 'dark', 'print']).default('light'),
  /** Pixels of a PNG per pixel of the figure. */
  scale: whole(1, 4).default(2),
  transparent: flag().default(false),
  /** Width on paper of SVG and PDF; null: 96 pixels an inch. */
  centimetres: number({ min: 2, max: 100 }).nullable().default(null),
  /** With a width and the look print: size of the text on that paper. */
  points: number({ min: 4, max: 24 }).default(9),
} as const;
export const pictureSchema = object(pictureShape);
export type Picture = z.infer<typeof pictureSchema>;
export type PictureInput = z.input<typeof pictureSchema>;

const float64Array = z.instanceof(Float64Array) as z.ZodType<Float64Array>;
const seriesSchema = z.record(text(), float64Array);
/** How what is shown is scaled; each: experiments of both scalings. */
export const shownScalings = ['mean', 'sum', 'each'] as const;
export type ShownScaling = (typeof shownScalings)[number];

const boundsSchema = z.tuple([z.number(), z.number()]).nullable();

/** What charts of curves show: the visible runs, the axes, the zoom. */
export const seenCurvesSchema = object({
  title: text(),
  /** Of the file, without its ending. */
  name: text().regex(/^[\w-]{1,100}$/, { error: 'letters, digits, - and _' }),
  runs: list(
    object({
      optimizer: text(),
      kind: text(),
      label: text().optional(),
      /** Which of the looks of its kind it has: one that is left out keeps its own. */
      variant: whole(0).optional(),
      repeat: whole(0).optional(),
      stepSize: z.number(),
      damping: z.number().nullable(),
      status: text(),
      /** Its expensive quantities have values at multiples of this and at the last planned state. */
      recordEvery: whole(1).optional(),
      series: seriesSchema,
    }),
    'runs',
  ),
  /** Around each of the runs, where they are means over repeats. */
  bands: list(object({ repeats: whole(0), low: seriesSchema, high: seriesSchema }), 'bands').nullable(),
  xAxis: oneOf(['iteration', 'epochs', 'gradientEvaluations', 'seconds']),
  xBounds: boundsSchema,
  scaling: oneOf(shownScalings),
  terminology: oneOf(terminologies).default('machine-learning'),
  charts: list(
    object({
      quantity: oneOf(quantityNames),
      yAxis: oneOf(['linear', 'logarithmic']),
      yBounds: boundsSchema,
    }),
    'charts',
    1,
  ),
  /** Charts side by side. */
  columns: whole(1, 4),
  /** Pixels of a chart. */
  width: whole(100, 4000),
  height: whole(80, 4000),
});
export type SeenCurves = z.infer<typeof seenCurvesSchema>;

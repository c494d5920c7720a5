/** Files out: the lab makes the bytes, the shell saves them (a download, or a native dialog). */

import { z } from 'zod';
import { list, object, oneOf, text, whole } from '../leaves.ts';
import { pictureShape, seenCurvesSchema } from '../picture.ts';
import { terminologies } from '../terminology.ts';
import { chartSchema } from './charts.ts';
import { byteArray, fileSchema, method } from './define.ts';
import { planeAnswerSchema, planeFieldNames, planeMatrixNames } from './plane.ts';

export type { ExportedFile } from './define.ts';

export const exportMethods = {
  /** The plots of an experiment, drawn as in the results folder; its words follow the terminology. */
  'exports.plots': method(
    object({
      id: text(),
      ...pictureShape,
      terminology: oneOf(terminologies).default('machine-learning'),
    }),
    z.object({ files: list(fileSchema, 'files') }),
  ),
  /** Charts of curves as they are on screen: runs, axes and zoom come with the request. */
  'exports.curves': method(object({ seen: seenCurvesSchema, ...pictureShape }), fileSchema),
  /** The numbers of the same: one row a position on the x axis of a run, the value of each chart beside it. */
  'exports.numbers': method(object({ seen: seenCurvesSchema }), fileSchema),
  /** A chart that is described by its numbers, as it is on screen. */
  'exports.chart': method(object({ chart: chartSchema, ...pictureShape }), fileSchema),
  /** Those numbers. */
  'exports.chartNumbers': method(object({ chart: chartSchema }), fileSchema),
  /** The explored plane of a two-parameter problem, as it is on screen. */
  'exports.plane': method(
    object({
      plane: planeAnswerSchema,
      view: object({
        fields: list(oneOf(planeFieldNames), 'fields'),
        matrices: list(oneOf(planeMatrixNames), 'matrices').default([...planeMatrixNames]),
        position: whole(0).nullable(),
        terminology: oneOf(terminologies).default('machine-learning'),
      }),
      title: text(),
      ...pictureShape,
    }),
    fileSchema,
  ),
  /** The whole results folder as one zip. */
  'exports.results': method(object({ id: text() }), fileSchema),
  /** The run log: one row a state as CSV (safe for spreadsheets, lossless), or one JSON object a line and run. */
  'exports.runs': method(object({ id: text(), format: oneOf(['csv', 'jsonl']) }), fileSchema),
  /** The cells of the experiment's grids as CSV (a header alone where nothing was searched). */
  'exports.grid': method(object({ id: text() }), fileSchema),
  /**
   * One `.fisherlab` file that another machine opens and re-runs: experiment, results, versions, and the data (or
   * their hash alone, where they are bundled with the app or drawn from a seed).
   */
  'exports.bundle': method(object({ id: text() }), fileSchema),
  /** A stand-alone NumPy script that repeats one run and prints its losses. */
  'exports.python': method(object({ id: text(), run: whole(0) }), fileSchema),
  /** Takes a `.fisherlab` file into the history. Refused with 'invalid-data' and the reason where it is not sound. */
  'bundles.open': method(
    object({ bytes: byteArray }),
    z.object({
      id: text(),
      /** What the user should know: other versions, data that are not in it. */
      notes: list(text(), 'notes'),
    }),
  ),
} as const;

/** Data sets: what there is, and what each looks like. */

import { z } from 'zod';
import { datasetDetailSchema, datasetEntrySchema, datasetSchema } from '../dataset.ts';
import { list, object, text } from '../leaves.ts';
import { method } from './define.ts';

export const datasetMethods = {
  'datasets.list': method(object({}), z.object({ datasets: list(datasetEntrySchema, 'data sets') })),
  'datasets.show': method(object({ id: text() }), datasetDetailSchema),
  /** The same for any reference of an experiment file, a path or a synthetic set included. */
  'datasets.describe': method(object({ dataset: datasetSchema }), datasetDetailSchema),
} as const;

export const datasetEvents = {
  'datasets.changed': z.object({}),
} as const;

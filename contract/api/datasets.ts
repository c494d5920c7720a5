/** Data sets: what there is, what each looks like, how one comes in and goes. */

import { z } from 'zod';
import { importOptionsSchema, importPreviewSchema } from '../dataset-import.ts';
import {
  correlationsSchema,
  datasetDescriptionSchema,
  datasetDetailSchema,
  datasetEntrySchema,
  datasetNameSchema,
  datasetSchema,
} from '../dataset.ts';
import { list, nonEmptyText, object, oneOf, text, whole } from '../leaves.ts';
import { byteArray, fileSchema, method, nothing } from './define.ts';

/** Most bytes of one `datasets.upload`. */
export const uploadChunkBytes = 4 * 1024 * 1024;

const idOnly = object({ id: text() });
const uploadOnly = object({ upload: text() });

export const datasetMethods = {
  'datasets.list': method(object({}), z.object({ datasets: list(datasetEntrySchema, 'data sets') })),
  'datasets.show': method(idOnly, datasetDetailSchema),
  /** The same for any reference of an experiment file, a path or a synthetic set included. */
  'datasets.describe': method(object({ dataset: datasetSchema }), datasetDetailSchema),
  /** Of the raw table of any reference, whatever its preprocessing options. Reads all its rows; cancelling stops it. */
  'datasets.correlations': method(object({ dataset: datasetSchema }), correlationsSchema),

  // ---- in: a file, chunk by chunk or by its path; previews; the import ----------------------------------------------

  /** Begins an upload. Refused ('too-large') beyond the size limit or without room on the disk. */
  'datasets.beginUpload': method(
    object({ name: nonEmptyText('a file name'), size: whole(0) }),
    z.object({ upload: text() }),
  ),
  /** The next bytes, in order; `offset` is where they belong. Answers how many bytes there are now. */
  'datasets.upload': method(
    object({ upload: text(), offset: whole(0), bytes: byteArray }),
    z.object({ received: whole(0) }),
  ),
  /** Instead of an upload: a file of this machine, read where it is (desktop shell: a dropped or picked path). */
  'datasets.openFile': method(object({ path: nonEmptyText('a path') }), z.object({ upload: text() })),
  /** What a complete upload would become under these options. Wrong options and faulty files are faults in the answer. */
  'datasets.preview': method(
    object({ upload: text(), options: importOptionsSchema.prefault({}) }),
    importPreviewSchema,
  ),
  /**
   * Imports a complete upload under these options; 'datasets.progress' tells how far it is, cancelling the request
   * stops it. On success the upload is gone; after a failure it is there to try other options. A file that passes the
   * checks of a catalogue entry fills that entry (the entry is the answer).
   */
  'datasets.import': method(
    object({
      upload: text(),
      options: importOptionsSchema.prefault({}),
      /** Default: the file's name without its ending. */
      name: datasetNameSchema.optional(),
    }),
    z.object({ dataset: datasetEntrySchema }),
  ),
  /** Forgets an upload and its bytes; an unknown one is no error. */
  'datasets.discardUpload': method(uploadOnly, nothing),
  /** Fetches a catalogue entry from its public source, with 'datasets.progress'; cancelling the request stops it. */
  'datasets.download': method(idOnly, z.object({ dataset: datasetEntrySchema })),

  // ---- imported data sets ---------------------------------------------------------------------------------------------

  /** Another name, another description, or both; an empty description brings back what the lab says of its origin. */
  'datasets.update': method(
    object({
      id: text(),
      name: datasetNameSchema.optional(),
      description: datasetDescriptionSchema.optional(),
    }),
    z.object({ dataset: datasetEntrySchema }),
  ),
  /** Refused ('conflict', with the list) while experiments of the history were computed from it. */
  'datasets.remove': method(idOnly, nothing),
  /** The table as CSV (LIBSVM for a sparse one), to be saved by the shell. */
  'datasets.export': method(idOnly, fileSchema),
} as const;

export const datasetEvents = {
  /** The list changed. */
  'datasets.changed': z.object({}),
  /** About ten times a second while an import or a download runs. */
  'datasets.progress': z.object({
    /** The upload, or the id of the entry that is downloaded. */
    task: text(),
    stage: oneOf(['downloading', 'reading', 'storing']),
    /** Share of the stage done, 0 to 1; null where its length is not known. */
    done: z.number().nullable(),
    bytes: whole(0),
  }),
} as const;

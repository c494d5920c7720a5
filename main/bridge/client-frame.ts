/** The frames that a client may send, checked before anything acts on them. */

import { z } from 'zod';
import { LabError } from '#contract/errors.ts';
import { decodeFrame } from '#contract/frames.ts';

const version = z.int();
/** 0 is the lab's own: errors that belong to no request carry it. */
const id = z.int().min(1);
const name = z.string().max(100);

const clientFrameSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('request'), version, id, method: name, params: z.unknown() }),
  z.strictObject({ type: z.literal('cancel'), version, id }),
  z.strictObject({ type: z.literal('subscribe'), version, event: name }),
  z.strictObject({ type: z.literal('unsubscribe'), version, event: name }),
]);

export type ClientFrame = z.infer<typeof clientFrameSchema>;

/** Decodes a client's frame. Throws LabError 'protocol' for bytes that are none. */
export function readClientFrame(bytes: Uint8Array): ClientFrame {
  let decoded: unknown;
  try {
    decoded = decodeFrame(bytes);
  } catch (error) {
    throw new LabError('protocol', 'The frame cannot be read.', [], { cause: error });
  }
  const frame = clientFrameSchema.safeParse(decoded);
  if (!frame.success) throw new LabError('protocol', 'The frame is not one that a client may send.');
  return frame.data;
}

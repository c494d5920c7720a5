/**
 * Frames between the renderer and the lab: the same bytes over Electron's IPC channel and over the WebSocket.
 *
 *   +----------------+------------------------------+---------------------------------------+
 *   | u32 LE: length | header: JSON in UTF-8        | Float64 / byte payloads, 8-aligned     |
 *   +----------------+------------------------------+---------------------------------------+
 *
 * In the header a Float64Array is {"$f64": [offset, length]}, a Uint8Array {"$u8": [offset, length]} into the
 * payload area, and a non-finite number or -0 {"$n": "NaN"}; so all of them survive.
 */

export const protocolVersion = 1;
/** Frames above this are refused at both ends. */
export const maximumFrameBytes = 64 * 1024 * 1024;

/** What admits a page to the browser mode: the token, or a code that opens once. */
export type Key = { readonly token: string } | { readonly code: string };

export type Frame =
  /** First on a WebSocket, answered by `welcome`; Electron's channel needs neither. */
  | ({ readonly type: 'hello'; readonly version: number } & Key)
  /** The token for whom came with a code: the next connection needs it. */
  | { readonly type: 'welcome'; readonly version: number; readonly token?: string }
  | {
      readonly type: 'request';
      readonly version: number;
      readonly id: number;
      readonly method: string;
      readonly params: unknown;
    }
  | { readonly type: 'cancel'; readonly version: number; readonly id: number }
  | { readonly type: 'subscribe'; readonly version: number; readonly event: string }
  | { readonly type: 'unsubscribe'; readonly version: number; readonly event: string }
  | { readonly type: 'reply'; readonly version: number; readonly id: number; readonly result: unknown }
  | {
      readonly type: 'error';
      readonly version: number;
      readonly id: number;
      readonly code: string;
      readonly message: string;
      readonly issues: readonly { readonly path: string; readonly message: string }[];
    }
  | { readonly type: 'event'; readonly version: number; readonly event: string; readonly data: unknown };

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Encodes a frame (or any JSON-like value with typed arrays in it). */
export function encodeFrame(frame: unknown): Uint8Array<ArrayBuffer> {
  const payloads: { bytes: Uint8Array; offset: number }[] = [];
  let payloadBytes = 0;
  const place = (bytes: Uint8Array): number => {
    const offset = payloadBytes;
    payloads.push({ bytes, offset });
    payloadBytes += Math.ceil(bytes.byteLength / 8) * 8;
    return offset;
  };
  const pack = (value: unknown): unknown => {
    if (typeof value === 'number')
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { $n: numberName(value) };
    if (value instanceof Float64Array) {
      return {
        $f64: [place(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)), value.length],
      };
    }
    if (value instanceof Uint8Array) return { $u8: [place(value), value.length] };
    if (Array.isArray(value)) return value.map(pack);
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value)
          .filter(([, item]) => item !== undefined)
          .map(([key, item]) => [key, pack(item)]),
      );
    }
    return value;
  };
  const header = encoder.encode(JSON.stringify(pack(frame)));
  const start = Math.ceil((4 + header.byteLength) / 8) * 8;
  const bytes = new Uint8Array(start + payloadBytes);
  new DataView(bytes.buffer).setUint32(0, header.byteLength, true);
  bytes.set(header, 4);
  for (const payload of payloads) bytes.set(payload.bytes, start + payload.offset);
  return bytes;
}

/** Decodes what `encodeFrame` made. Throws a RangeError or SyntaxError on anything else. */
export function decodeFrame(frame: Uint8Array): unknown {
  if (frame.byteLength < 4 || frame.byteLength > maximumFrameBytes)
    throw new RangeError('frame: size out of bounds');
  // A plain view: the slice of a Node Buffer would share its memory instead of copying.
  const bytes = new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = view.getUint32(0, true);
  if (4 + headerBytes > bytes.byteLength) throw new RangeError('frame: header longer than the frame');
  const start = Math.ceil((4 + headerBytes) / 8) * 8;
  const payloadAt = (reference: unknown, width: number): [number, number] => {
    if (!Array.isArray(reference)) throw new SyntaxError('frame: malformed payload reference');
    const [offset, length] = reference as unknown[];
    if (
      !Number.isInteger(offset) ||
      !Number.isInteger(length) ||
      (offset as number) < 0 ||
      (length as number) < 0
    ) {
      throw new SyntaxError('frame: malformed payload reference');
    }
    const from = start + (offset as number);
    const to = from + (length as number) * width;
    if (to > bytes.byteLength) throw new RangeError('frame: payload beyond the end');
    return [from, to];
  };
  const revive = (key: string, value: unknown): unknown => {
    if (key === '__proto__') throw new SyntaxError('frame: __proto__ is not a key');
    if (typeof value !== 'object' || value === null) return value;
    if ('$n' in value) return numberNamed(value.$n);
    if ('$f64' in value) {
      const [from, to] = payloadAt(value.$f64, 8);
      return new Float64Array(bytes.slice(from, to).buffer);
    }
    if ('$u8' in value) {
      const [from, to] = payloadAt(value.$u8, 1);
      return bytes.slice(from, to);
    }
    return value;
  };
  return JSON.parse(decoder.decode(bytes.subarray(4, 4 + headerBytes)), revive) as unknown;
}

function numberName(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function numberNamed(name: unknown): number {
  switch (name) {
    case 'NaN':
      return Number.NaN;
    case 'Infinity':
      return Number.POSITIVE_INFINITY;
    case '-Infinity':
      return Number.NEGATIVE_INFINITY;
    case '-0':
      return -0;
    default:
      throw new SyntaxError('frame: unknown number');
  }
}

/** Float64 values as bytes of the database (little-endian, as on every machine that Node runs on). */

export function blobOf(values: Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

export function float64Of(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.slice().buffer);
}

/** Vectors as Float64Arrays. Sums run over the entries in a fixed order, so results do not depend on timing. */

/** sum_i a_i b_i */
export function dot(a: Float64Array, b: Float64Array): number {
  let s0 = 0;
  let s1 = 0;
  const n = a.length;
  const even = n - (n % 2);
  for (let i = 0; i < even; i += 2) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
  }
  if (even < n) s0 += a[even]! * b[even]!;
  return s0 + s1;
}

/** Euclidean norm, without overflow for entries up to 1e300 and without underflow down to 1e-300. */
export function norm(a: Float64Array): number {
  const plain = Math.sqrt(dot(a, a));
  if (plain > 1e-140 && plain < 1e150) return plain;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const size = Math.abs(a[i]!);
    if (!(size <= largest)) largest = size;
  }
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! / largest) ** 2;
  return largest * Math.sqrt(sum);
}

/** y += factor x */
export function addScaled(y: Float64Array, factor: number, x: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i]! += factor * x[i]!;
}

/** x *= factor */
export function scale(x: Float64Array, factor: number): void {
  for (let i = 0; i < x.length; i++) x[i]! *= factor;
}

/** a^T b / (|a| |b|); NaN where either norm is zero or not finite. */
export function cosine(a: Float64Array, b: Float64Array): number {
  const na = norm(a);
  const nb = norm(b);
  if (!(na > 0 && nb > 0 && na < Infinity && nb < Infinity)) return Number.NaN;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! / na) * (b[i]! / nb);
  return Math.max(-1, Math.min(1, sum));
}

/** The mean of finite values, of which those not in `values` are 0, also where their sum is beyond the largest number. */
export function meanOf(values: Float64Array, rows = values.length): number {
  const sum = values.reduce((total, value) => total + value, 0);
  if (Number.isFinite(sum)) return sum / rows;
  // A power of two not below the number of terms: the partial sums stay in range, and scaling rounds nothing. The mean
  // stays in range too: rounded sums grow with their terms, and that of n times the largest number is at most the exact.
  const scale = 2 ** Math.ceil(Math.log2(values.length));
  return (values.reduce((total, value) => total + value / scale, 0) / rows) * scale;
}

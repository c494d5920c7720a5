/** How figures write numbers: powers of ten, and a few significant digits. */

const superscripts = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/** 10 to a whole power as text: `10⁻³`. */
export function powerOfTen(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)]).join('');
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/** A number to a few significant digits, without trailing zeros: 0.0123, 1234, 5.04e-4, −0.287. */
export function shortNumber(value: number, digits = 3): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  const text =
    magnitude >= 1e-3 && magnitude < 1e5
      ? trimZeros(magnitude.toPrecision(Math.max(digits, Math.ceil(Math.log10(magnitude + 1)))))
      : trimZeros(magnitude.toExponential(digits - 1)).replace('e+', 'e');
  return value < 0 ? `−${text}` : text;
}

function trimZeros(text: string): string {
  const [mantissa, exponent] = text.split('e');
  const trimmed = mantissa!.includes('.') ? mantissa!.replace(/\.?0+$/, '') : mantissa!;
  return exponent === undefined ? trimmed : `${trimmed}e${exponent}`;
}

/** A tick of a linear axis: as many decimals as the step between ticks needs. */
export function tickNumber(value: number, step: number): string {
  if (value === 0) return '0';
  const magnitude = Math.max(Math.abs(value), step);
  if (magnitude >= 1e5 || magnitude < 1e-3) return shortNumber(value, 3);
  const decimals = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  const text = trimZeros(Math.abs(value).toFixed(decimals));
  return value < 0 ? `−${text}` : text;
}

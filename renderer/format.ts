/** How numbers, times and sizes are written on screen (full precision stays available on hover and on copy). */

/** 3-4 significant digits; exponents as 5.04e-4 outside 0.001 to 100,000. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e5) {
    const text = value.toPrecision(digits);
    return text.includes('e') ? String(Math.round(value)) : text;
  }
  return value.toExponential(digits - 2);
}

/** A parameter as a person would type it: 1e-6, 0.01, 1.334. */
export function formatParameter(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const rounded = Number(value.toPrecision(4));
  if (rounded === 0) return '0';
  const size = Math.abs(rounded);
  if (size >= 1e-3 && size < 1e5) return String(rounded);
  return rounded.toExponential();
}

/** A number in TeX: 0.01, 10^{-5}, 2.5 \times 10^{-7}. */
export function texNumber(value: number): string {
  const text = formatParameter(value);
  const [mantissa, exponent] = text.split('e');
  if (exponent === undefined) return text;
  const power = `10^{${Number(exponent)}}`;
  return mantissa === '1' ? power : String.raw`${mantissa} \times ${power}`;
}

const superscripts: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};

/** 10⁻⁴ for exponent -4. */
export function powerOfTen(exponent: number): string {
  return `10${[...String(exponent)].map((digit) => superscripts[digit] ?? digit).join('')}`;
}

export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 0.001) return '<1 ms';
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const countFormat = new Intl.NumberFormat('en-US');

export function formatCount(count: number): string {
  return countFormat.format(count);
}

const dateFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

export function formatDate(milliseconds: number): string {
  return dateFormat.format(milliseconds);
}

const momentFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

const timeFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** The time of a day. */
export function formatTime(milliseconds: number): string {
  return timeFormat.format(milliseconds);
}

/** To the second. */
export function formatMoment(milliseconds: number): string {
  return momentFormat.format(milliseconds);
}

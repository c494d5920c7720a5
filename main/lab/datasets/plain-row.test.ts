import { describe, expect, it } from 'vitest';
import { RandomStream } from '#workers/random.ts';
import type { Cell } from './cells.ts';
import { DelimitedParser } from './delimited.ts';
import { plainRow } from './plain-row.ts';

const all = Uint8Array.from({ length: 64 }, () => 1);
function cut(text: string, numeric = all, separator = ','): Cell[] {
  const cells: Cell[] = [];
  plainRow(text, 0, text.length, separator, numeric, cells);
  return cells;
}

describe('a line without quotes', () => {
  it('gives the very number that Number() gives, or leaves the text', () => {
    const random = new RandomStream(3, 'decimals');
    const digits = (count: number) => Array.from({ length: count }, () => random.below(10)).join('');
    let numbers = 0;
    for (let i = 0; i < 20_000; i++) {
      const sign = ['', '-', '+'][random.below(3)]!;
      const fraction = ['', '.', `.${digits(random.below(12))}`][random.below(3)]!;
      const exponent = ['', '', `e${random.below(30)}`, `E-${random.below(40)}`, `e+${random.below(12)}`][
        random.below(5)
      ]!;
      const text = `${sign}${digits(1 + random.below(11))}${fraction}${exponent}`;
      const [cell, after] = cut(`${text},7`);
      expect(after).toBe(7);
      if (typeof cell === 'number') {
        numbers++;
        expect(Object.is(cell, Number(text)), text).toBe(true);
      } else expect(cell).toBe(text);
    }
    expect(numbers).toBeGreaterThan(10_000);
  });

  it('leaves to the careful way what is not a short plain decimal', () => {
    for (const text of [
      '',
      '-',
      '+',
      '.',
      'e5',
      '1e',
      '1e+',
      '1e5x',
      '0x1F',
      '1_000',
      'NaN',
      'inf',
      '--1',
      '1.2.3',
      '123456789012345678',
      '1e999',
      '1e-999',
      '1 m',
    ]) {
      expect(cut(text), text).toEqual([text]);
    }
    expect(cut('-0')).toEqual([-0]);
    expect(cut('.5,5.')).toEqual([0.5, 5]);
    expect(cut(' 1 ,\u00a0x\u00a0,,3')).toEqual(['1', 'x', '', 3]);
    expect(cut('007,1.0', Uint8Array.of(0, 1))).toEqual(['007', 1]);
    expect(cut('a\tb', new Uint8Array(2), '\t')).toEqual(['a', 'b']);
    expect(cut('')).toEqual(['']);
    expect(cut('1,')).toEqual([1, '']);
  });

  it('is cut as papaparse cuts it, in pieces of any size, rows with quotes among them', () => {
    const random = new RandomStream(4, 'pieces');
    const pieces = ['1', '-2.5', 'a b', '', ' x ', '"q, ""r"""', '"two\nlines"', "'=1", 'NA', '5" pipe'];
    for (let round = 0; round < 200; round++) {
      const text = Array.from({ length: 1 + random.below(12) }, () =>
        Array.from(
          { length: 1 + random.below(4) },
          () => pieces[random.below(random.below(2) === 0 ? 5 : pieces.length)]!,
        ).join(','),
      ).join('\n');
      const whole = rowsOf(text, [text.length]);
      // A quote in the first line makes papaparse read all of it.
      const [, ...quoted] = rowsOf(`"first"\n${text}`, [text.length + 8]);
      expect(quoted.map(([line, ...row]) => [Number(line) - 1, ...row])).toEqual(whole);
      const sizes = Array.from({ length: 200 }, () => 1 + random.below(9));
      expect(rowsOf(text, sizes)).toEqual(whole);
    }
  });
});

/** Line and cells of each row, faults included, the text pushed in pieces of these sizes. */
function rowsOf(text: string, sizes: readonly number[]): (string | number | null)[][] {
  const rows: (string | number | null)[][] = [];
  const parser = new DelimitedParser(
    ',',
    { row: (cells, line) => void rows.push([line, ...cells]) },
    (line, what) => void rows.push([line, what]),
  );
  let at = 0;
  for (const size of sizes) {
    parser.push(text.slice(at, at + size));
    at += size;
  }
  parser.push(text.slice(at));
  parser.end();
  return rows;
}

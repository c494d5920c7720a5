/** CSV and TSV (rows with quotes by papaparse), and text separated by blanks. */

import Papa from 'papaparse';
import type { Layout } from '#contract/data-file.ts';
import type { Cell } from './cells.ts';
import { checkRowLength } from './limits.ts';
import { plainRow } from './plain-row.ts';
import { LineParser, type RowParser, type RowSink } from './row-parser.ts';

/** Characters that papaparse gets at a time: the less, the fewer texts are in memory at once. */
const pieceLength = 32 * 1024;

/** Rows of a text with separators and quotes (RFC 4180: a quote within quotes is doubled). Blank lines are skipped. */
export class DelimitedParser implements RowParser {
  readonly #parser: Papa.Parser;
  readonly #separator: Layout['separator'];
  readonly #sink: RowSink;
  readonly #onFault: (line: number, what: string) => void;
  readonly #numeric: Uint8Array;
  #cells: Cell[] = [];
  #pending = '';
  #line = 1;

  /**
   * @param onFault told of quotes that are never closed or have text after them
   * @param numeric 1 for the positions of columns of numbers: their cells may come as numbers
   */
  constructor(
    separator: Layout['separator'],
    sink: RowSink,
    onFault: (line: number, what: string) => void,
    numeric: Uint8Array = new Uint8Array(0),
  ) {
    this.#parser = new Papa.Parser({ delimiter: separator, newline: '\n', quoteChar: '"', escapeChar: '"' });
    this.#separator = separator;
    this.#sink = sink;
    this.#onFault = onFault;
    this.#numeric = numeric;
  }

  push(text: string): void {
    // Without a newline no row can be complete; parsing again what is pending would cost the square of its length.
    if (!text.includes('\n')) {
      this.#pending += text;
      checkRowLength(this.#pending.length, this.#line);
      return;
    }
    this.#parse(this.#pending + text, true);
    checkRowLength(this.#pending.length, this.#line);
  }

  end(): void {
    if (this.#pending !== '') this.#parse(this.#pending, false);
  }

  /** Lines without quotes are cut here; from a line with one on papaparse reads a piece. */
  #parse(text: string, more: boolean): void {
    let quote = text.indexOf('"');
    let from = 0;
    while (from < text.length) {
      if (quote >= 0 && quote < from) quote = text.indexOf('"', from);
      const newline = text.indexOf('\n', from);
      const to = newline >= 0 ? newline : text.length;
      if (quote >= 0 && quote < to) {
        const taken = this.#quoted(text, from, more);
        if (taken === 0) break;
        from += taken;
      } else if (newline < 0 && more) break;
      else {
        this.#plain(text, from, to);
        from = to + 1;
      }
    }
    this.#pending = more ? text.slice(from) : '';
  }

  /** Hands on the rows of the next piece that has a whole one; the characters taken, 0 where none is whole yet. */
  #quoted(text: string, from: number, more: boolean): number {
    for (let size = pieceLength; ; size *= 4) {
      const last = from + size >= text.length;
      const piece = text.slice(from, from + size);
      const taken = this.#parsePiece(piece, !last || more);
      if (taken > 0 || last) return taken;
    }
  }

  #plain(text: string, from: number, to: number): void {
    const cells = this.#cells;
    plainRow(text, from, to, this.#separator, this.#numeric, cells);
    if ((cells.length > 1 || cells[0] !== '') && !(this.#line === 1 && isSeparatorHint(cells))) {
      for (let j = 0; j < cells.length; j++) {
        const cell = cells[j]!;
        if (typeof cell === 'string') cells[j] = textOfCell(cell);
      }
      this.#sink.row(cells, this.#line);
    }
    // An array that has held the texts of a header would keep every number of the rows after it in a box.
    if (this.#line === 1) this.#cells = [];
    this.#line++;
  }

  #parsePiece(text: string, more: boolean): number {
    const { data, meta, errors } = this.#parser.parse(text, 0, more) as {
      data: string[][];
      errors: { code: string; row: number }[];
      meta: { cursor: number };
    };
    const faulty = new Map(errors.map(({ row, code }) => [row, code]));
    data.forEach((row, i) => {
      const fault = faulty.get(i);
      if (fault !== undefined) {
        this.#onFault(
          this.#line,
          fault === 'MissingQuotes' ? 'a quote is opened and never closed' : 'text after a closing quote',
        );
      } else if ((row.length > 1 || row[0]!.trim() !== '') && !(this.#line === 1 && isSeparatorHint(row))) {
        for (let j = 0; j < row.length; j++) row[j] = textOfCell(row[j]!.trim());
        this.#sink.row(row, this.#line);
      }
      this.#line += 1 + newlinesIn(row);
    });
    return more ? meta.cursor : text.length;
  }
}

/** Whether a first row is the line `sep=;` by which a table tells spreadsheets its separator. */
function isSeparatorHint(cells: readonly Cell[]): boolean {
  const text = cells.length === 2 && cells[1] === '' ? `${cells[0]};` : cells.length === 1 ? cells[0] : null;
  return typeof text === 'string' && /^sep=[,;\t|]$/i.test(text);
}

/** Takes off the apostrophe that keeps a spreadsheet from computing a text (results/csv.ts puts it there). */
function textOfCell(cell: string): string {
  return cell.charCodeAt(0) === 39 && /^'[=+\-@\t\r']/.test(cell) ? cell.slice(1) : cell;
}

function newlinesIn(row: readonly string[]): number {
  let count = 0;
  for (const field of row) {
    for (let at = field.indexOf('\n'); at >= 0; at = field.indexOf('\n', at + 1)) count++;
  }
  return count;
}

/** Rows of a text whose fields are separated by any run of blanks and tabs; # begins a comment line. */
export function whitespaceParser(sink: RowSink): RowParser {
  return new LineParser((text, line) => {
    const trimmed = text.trim();
    if (trimmed !== '' && !trimmed.startsWith('#')) sink.row(trimmed.split(/\s+/), line);
  });
}

/** CSV and TSV by papaparse, and text separated by blanks. */

import Papa from 'papaparse';
import type { Layout } from '#contract/data-file.ts';
import { checkRowLength } from './limits.ts';
import { LineParser, type RowParser, type RowSink } from './row-parser.ts';

/** Rows of a text with separators and quotes (RFC 4180: a quote within quotes is doubled). Blank lines are skipped. */
export class DelimitedParser implements RowParser {
  readonly #parser: Papa.Parser;
  readonly #sink: RowSink;
  readonly #onFault: (line: number, what: string) => void;
  #pending = '';
  #line = 1;

  /** @param onFault told of quotes that are never closed or have text after them */
  constructor(separator: Layout['separator'], sink: RowSink, onFault: (line: number, what: string) => void) {
    this.#parser = new Papa.Parser({ delimiter: separator, newline: '\n', quoteChar: '"', escapeChar: '"' });
    this.#sink = sink;
    this.#onFault = onFault;
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

  #parse(text: string, more: boolean): void {
    const { data, meta, errors } = this.#parser.parse(text, 0, more) as {
      data: string[][];
      errors: { code: string; row: number }[];
      meta: { cursor: number };
    };
    const faulty = new Map(errors.map(({ row, code }) => [row, code]));
    const quoted = text.includes('"');
    data.forEach((row, i) => {
      const fault = faulty.get(i);
      if (fault !== undefined) {
        this.#onFault(
          this.#line,
          fault === 'MissingQuotes' ? 'a quote is opened and never closed' : 'text after a closing quote',
        );
      } else if (row.length > 1 || row[0]!.trim() !== '') {
        for (let j = 0; j < row.length; j++) row[j] = textOfCell(row[j]!.trim());
        this.#sink.row(row, this.#line);
      }
      this.#line += 1 + (quoted ? newlinesIn(row) : 0);
    });
    this.#pending = more ? text.slice(meta.cursor) : '';
  }
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

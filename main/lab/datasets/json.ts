/** JSON: a list of rows, or one row a line. A row is an object (its keys are the columns) or a list. */

import { LabError } from '#contract/errors.ts';
import type { Cell } from './cells.ts';
import type { Faults } from './faults.ts';
import { checkColumnCount, checkRowLength } from './limits.ts';
import { LineParser, type RowParser, type RowSink } from './row-parser.ts';
import { checkedName, numberedNames } from './sample.ts';

const [newline, backslash, quote, comma] = [10, 92, 34, 44];
const [openBracket, closeBracket, openBrace, closeBrace] = [91, 93, 123, 125];

/** Takes one row of the file, parsed. */
export type TakeDocument = (document: unknown, line: number) => void;

export function jsonParser(format: 'json' | 'jsonl', take: TakeDocument, faults: Faults): RowParser {
  const takeText = (text: string, line: number) => {
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch (error) {
      faults.add(line, null, null, `not JSON (${error instanceof Error ? error.message : String(error)})`);
      return;
    }
    take(document, line);
  };
  if (format === 'json') return new ListParser(takeText, faults);
  return new LineParser((text, line) => {
    if (text.trim() !== '') takeText(text, line);
  });
}

const notAList = new LabError(
  'invalid-data',
  'the file is one JSON object; it must be a list of rows, or one row a line',
);

/**
 * Cuts `[row, row, ...]` into the texts of its rows, which JSON.parse then reads, so that a long list is never in
 * memory as a whole. Only brackets, commas and quotes are looked at.
 */
class ListParser implements RowParser {
  readonly #take: (text: string, line: number) => void;
  readonly #faults: Faults;
  #row = '';
  #depth = 0;
  #inString = false;
  #escaped = false;
  #line = 1;
  #rowLine = 1;
  #ended = false;

  constructor(take: (text: string, line: number) => void, faults: Faults) {
    this.#take = take;
    this.#faults = faults;
  }

  push(text: string): void {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const mark = text.charCodeAt(at);
      if (mark === newline) this.#line++;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (mark === backslash) this.#escaped = true;
        else if (mark === quote) this.#inString = false;
        continue;
      }
      switch (mark) {
        case quote:
          this.#inString = true;
          break;
        case openBracket:
        case openBrace:
          if (this.#depth === 0 && mark === openBrace) throw notAList;
          if (this.#depth === 0) from = at + 1;
          if (this.#depth === 1) this.#rowLine = this.#line;
          this.#depth++;
          break;
        case comma:
          if (this.#depth !== 1) break;
          this.#finish(text.slice(from, at), false);
          from = at + 1;
          break;
        case closeBracket:
        case closeBrace:
          if (this.#depth === 1) {
            this.#finish(text.slice(from, at), true);
            from = at + 1;
            this.#ended = true;
          }
          this.#depth--;
          break;
      }
    }
    this.#row += text.slice(from);
    checkRowLength(this.#row.length, this.#rowLine);
    if (this.#ended && this.#row.trim() !== '') {
      this.#faults.add(this.#line, null, null, 'something follows the end of the list');
      this.#row = '';
    }
  }

  end(): void {
    if (!this.#ended) {
      this.#faults.add(this.#line, null, null, 'the file ends before its list does');
    }
  }

  #finish(rest: string, last: boolean): void {
    const text = this.#row + rest;
    this.#row = '';
    checkRowLength(text.length, this.#rowLine);
    if (text.trim() === '') {
      if (!last) this.#faults.add(this.#line, null, null, 'a comma without a row before it');
    } else this.#take(text, this.#rowLine);
    this.#rowLine = this.#line;
  }
}

/** The names of the columns of some rows: all keys in the order of their first appearance, or c1..cP for lists. */
export function namesOf(documents: readonly unknown[], fileName: string): string[] {
  const names = new Set<string>();
  let width = 0;
  for (const document of documents) {
    if (Array.isArray(document)) width = Math.max(width, document.length);
    else if (typeof document === 'object' && document !== null) {
      for (const key of Object.keys(document)) names.add(key);
    }
  }
  checkColumnCount(Math.max(names.size, width), 'dense');
  return names.size > 0 ? [...names].map((name) => checkedName(name, fileName)) : numberedNames(width);
}

/** Turns documents into rows of cells in the order of `names`. */
export function documentTaker(names: readonly string[], sink: RowSink, faults: Faults): TakeDocument {
  const position = new Map(names.map((name, j) => [name, j]));
  let lists: boolean | null = null;
  return (document, line) => {
    const before = faults.count;
    const cellOf = (value: unknown, column: string): Cell => {
      if (typeof value === 'string') return value.trim();
      if (typeof value === 'number') return value;
      if (typeof value === 'boolean') return value ? 1 : 0;
      if (value !== null) {
        faults.add(line, column, JSON.stringify(value), 'a number, a text, true, false or null');
      }
      return null;
    };
    lists ??= Array.isArray(document);
    if (typeof document === 'object' && document !== null && Array.isArray(document) !== lists) {
      const row = JSON.stringify(document);
      faults.add(line, null, row, lists ? 'a list, as the rows before' : 'an object, as the rows before');
      return;
    }
    let cells: Cell[];
    if (Array.isArray(document)) {
      cells = document.map((value, j) => cellOf(value, names[j] ?? `c${j + 1}`));
    } else if (typeof document === 'object' && document !== null) {
      cells = new Array<Cell>(names.length).fill(null);
      for (const [key, value] of Object.entries(document)) {
        const j = position.get(key);
        if (j === undefined) {
          faults.add(line, null, key, `a column of the rows before (${names.slice(0, 8).join(', ')})`);
        } else cells[j] = cellOf(value, key);
      }
    } else {
      faults.add(line, null, JSON.stringify(document), 'a row: an object or a list');
      return;
    }
    if (faults.count === before) sink.row(cells, line);
  };
}

/** How the text formats are read: text is pushed in pieces of any size, rows come out as they are complete. */

import type { Cell } from './cells.ts';
import { checkRowLength } from './limits.ts';

export interface RowSink {
  /** @param line of the row's first character, from 1. The array may be reused. */
  row(cells: readonly Cell[], line: number): void;
}

export interface RowParser {
  /** Takes the next piece of text, newlines already \n. */
  push(text: string): void;
  /** The text is over: a last row without a newline counts. */
  end(): void;
}

/** Cuts pushed text into lines and hands each on with its number. */
export class LineParser implements RowParser {
  readonly #take: (text: string, line: number) => void;
  #pending = '';
  #line = 1;

  constructor(take: (text: string, line: number) => void) {
    this.#take = take;
  }

  push(text: string): void {
    let from = 0;
    for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
      const rest = text.slice(from, to);
      const complete = this.#pending === '' ? rest : this.#pending + rest;
      this.#pending = '';
      checkRowLength(complete.length, this.#line);
      this.#take(complete, this.#line++);
      from = to + 1;
    }
    this.#pending += text.slice(from);
    checkRowLength(this.#pending.length, this.#line);
  }

  end(): void {
    if (this.#pending !== '') this.#take(this.#pending, this.#line);
    this.#pending = '';
  }
}

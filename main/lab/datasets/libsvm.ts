/** LIBSVM/SVMlight: a label and index:value pairs a line. */

import { numberOf } from './cells.ts';
import type { Faults } from './faults.ts';
import { growableFloat64, growableUint32 } from './growable.ts';
import { checkColumnCount, checkValueCount } from './limits.ts';
import { LineParser, type RowParser } from './row-parser.ts';

export interface SparseRows {
  readonly labels: Float64Array;
  readonly columns: number;
  readonly rowStart: Uint32Array;
  readonly columnIndex: Uint32Array;
  readonly values: Float64Array;
}

/**
 * Reads lines `label index:value ...`; text after # is a comment. Indices must ascend within a line. They count from
 * 1, or from 0 in a file where a 0 occurs.
 */
export class LibsvmReader {
  readonly parser: RowParser = new LineParser((text, line) => this.#line(text, line));
  readonly #faults: Faults;
  readonly #labels = growableFloat64();
  readonly #rowStart = growableUint32();
  readonly #columnIndex = growableUint32();
  readonly #values = growableFloat64();
  #lowest = 1;
  #highest = 0;

  constructor(faults: Faults) {
    this.#faults = faults;
    this.#rowStart.push(0);
  }

  get rows(): number {
    return this.#labels.length;
  }

  #line(text: string, line: number): void {
    const comment = text.indexOf('#');
    const [label, ...pairs] = (comment < 0 ? text : text.slice(0, comment)).trim().split(/\s+/);
    if (label === undefined || label === '') return;
    const number = numberOf(label, false);
    if (!Number.isFinite(number)) this.#faults.add(line, 'y', label, 'a number (the label)');
    this.#labels.push(number);
    let previous = -1;
    for (const pair of pairs) {
      const colon = pair.indexOf(':');
      const indexText = pair.slice(0, colon);
      if (indexText === 'qid') {
        this.#faults.add(line, null, pair, 'read: query ids of ranking data would be lost; take them out');
        continue;
      }
      if (colon < 1 || !/^\d{1,9}$/.test(indexText)) {
        this.#faults.add(line, null, pair, 'index:value with a whole index >= 0');
        continue;
      }
      const index = Number(indexText);
      const value = numberOf(pair.slice(colon + 1), false);
      if (!Number.isFinite(value)) {
        this.#faults.add(line, `c${index}`, pair.slice(colon + 1), 'a finite number');
        continue;
      }
      if (index <= previous) {
        this.#faults.add(line, `c${index}`, pair, `an index above ${previous}, the one before it`);
        continue;
      }
      checkColumnCount(index, 'sparse');
      previous = index;
      if (index < this.#lowest) this.#lowest = index;
      if (index > this.#highest) this.#highest = index;
      this.#columnIndex.push(index);
      this.#values.push(value);
    }
    this.#rowStart.push(this.#values.length);
    checkValueCount(this.#values.length + this.#labels.length);
  }

  take(): SparseRows {
    const lowest = this.#lowest;
    const columnIndex = this.#columnIndex.take();
    for (let k = 0; k < columnIndex.length; k++) columnIndex[k]! -= lowest;
    return {
      labels: this.#labels.take(),
      columns: this.#values.length === 0 ? 0 : this.#highest - lowest + 1,
      rowStart: this.#rowStart.take(),
      columnIndex,
      values: this.#values.take(),
    };
  }
}

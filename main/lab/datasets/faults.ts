/** Faults of a data file: the first twenty with their place, and the count of all. */

import { LabError, type Issue } from '#contract/errors.ts';
import { showValue } from '#contract/issues.ts';

const shown = 20;

export class Faults {
  readonly #source: string;
  readonly #issues: Issue[] = [];
  readonly #unit: 'line' | 'row';
  #count = 0;
  #missing = 0;

  /** @param unit what places count: lines of a text, rows of a binary file */
  constructor(source: string, unit: 'line' | 'row' = 'line') {
    this.#source = source;
    this.#unit = unit;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * @param line from 1, as in the file (of the row's first line)
   * @param column its name, or null for the row as a whole
   * @param found the text found, or null when there is none to show
   */
  add(line: number, column: string | null, found: string | null, allowed: string): void {
    this.#count++;
    if (this.#issues.length >= shown) return;
    const place = `${this.#unit} ${line}${column === null ? '' : `, column ${column}`}`;
    const what = found === null ? allowed : `${showValue(found)} is not ${allowed}`;
    this.#issues.push({ path: place, message: `${this.#source}: ${place}: ${what}` });
  }

  /** How many of them are missing values. */
  get missing(): number {
    return this.#missing;
  }

  addMissing(line: number, column: string): void {
    this.#missing++;
    this.add(line, column, null, 'the value is missing');
  }

  /** Sentences with their places, the first twenty. */
  get messages(): string[] {
    return this.#issues.map((issue) => issue.message);
  }

  /** Throws what was found, if anything. */
  check(): void {
    if (this.#count > 0) throw this.error();
  }

  error(): LabError {
    const lines = this.messages;
    if (this.#count > shown) lines.push(`${this.#source}: ${this.#count} faults, the first ${shown} shown`);
    return new LabError('invalid-data', lines.join('\n'), this.#issues);
  }
}

/** ARFF (Weka): attributes with their types, then rows with commas, or sparse rows in braces. */

import type { Cell } from './cells.ts';
import type { Faults } from './faults.ts';
import { checkColumnCount } from './limits.ts';
import { LineParser, type RowParser, type RowSink } from './row-parser.ts';

export interface Attribute {
  readonly name: string;
  readonly type: 'number' | 'category';
  /** The declared values of a nominal attribute. */
  readonly levels: readonly string[] | null;
}

/**
 * Parses the header, calls `onAttributes` at @data, and hands the rows to `sink`. ? is a missing value. In a sparse
 * row `{2 7, 5 x}` positions count from 0, and what is not named is 0, or the first value of a nominal attribute.
 */
export class ArffParser implements RowParser {
  readonly #lines = new LineParser((text, line) => this.#line(text.trim(), line));
  readonly #attributes: Attribute[] = [];
  readonly #onAttributes: (attributes: readonly Attribute[]) => void;
  readonly #sink: RowSink;
  readonly #faults: Faults;
  #inData = false;

  constructor(onAttributes: (attributes: readonly Attribute[]) => void, sink: RowSink, faults: Faults) {
    this.#onAttributes = onAttributes;
    this.#sink = sink;
    this.#faults = faults;
  }

  push(text: string): void {
    this.#lines.push(text);
  }

  end(): void {
    this.#lines.end();
    if (!this.#inData) this.#faults.add(1, null, null, 'there is no @data line');
  }

  #line(text: string, line: number): void {
    if (text === '' || text.startsWith('%')) return;
    if (this.#inData) this.#row(text, line);
    else this.#header(text, line);
  }

  #header(text: string, line: number): void {
    const [keyword] = /^\S+/.exec(text)!;
    const rest = text.slice(keyword.length).trim();
    switch (keyword.toLowerCase()) {
      case '@relation':
        return;
      case '@attribute': {
        const attribute = attributeOf(rest);
        if (attribute === null) {
          this.#faults.add(
            line,
            null,
            text,
            '@attribute NAME TYPE with a type numeric, {a, b}, string or date',
          );
          return;
        }
        this.#attributes.push(attribute);
        checkColumnCount(this.#attributes.length, 'dense');
        return;
      }
      case '@data':
        this.#inData = true;
        this.#onAttributes(this.#attributes);
        return;
      default:
        this.#faults.add(line, null, text, 'an @relation, @attribute or @data line');
    }
  }

  #row(text: string, line: number): void {
    const sparse = text.startsWith('{');
    if (sparse && !text.endsWith('}')) {
      this.#faults.add(line, null, text, 'a sparse row that ends with }');
      return;
    }
    const fields = splitFields(sparse ? text.slice(1, -1) : text);
    if (fields === null) {
      this.#faults.add(line, null, null, 'a quote is opened and never closed');
      return;
    }
    const cells = sparse ? this.#sparseCells(fields, line) : fields;
    if (cells === null) return;
    for (let j = 0; j < cells.length; j++) {
      const cell = cells[j]!;
      const { levels, name } = this.#attributes[j] ?? { levels: null, name: '' };
      if (cell === '?') cells[j] = null;
      else if (levels !== null && cell !== null && !levels.includes(String(cell))) {
        this.#faults.add(line, name, String(cell), `one of ${levels.slice(0, 8).join(', ')}`);
      }
    }
    this.#sink.row(cells, line);
  }

  #sparseCells(fields: readonly string[], line: number): Cell[] | null {
    const cells: Cell[] = this.#attributes.map(({ levels }) => levels?.[0] ?? 0);
    for (const field of fields) {
      if (field === '') continue;
      const parts = /^(\d+)\s+(.*)$/.exec(field);
      const position = Number(parts?.[1]);
      if (parts === null || position >= cells.length) {
        this.#faults.add(line, null, field, `"position value" with a position below ${cells.length}`);
        return null;
      }
      cells[position] = unquoted(parts[2]!);
    }
    return cells;
  }
}

function attributeOf(text: string): Attribute | null {
  const quoted = /^(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*/.exec(text);
  const plain = quoted === null ? /^([^\s{]+)\s*/.exec(text) : null;
  const match = quoted ?? plain;
  if (match === null) return null;
  const name = unescaped(quoted === null ? plain![1]! : (quoted[1] ?? quoted[2])!);
  const type = text.slice(match[0].length).trim();
  if (type.startsWith('{') && type.endsWith('}')) {
    const levels = splitFields(type.slice(1, -1));
    return levels === null ? null : { name, type: 'category', levels };
  }
  if (/^(?:numeric|real|integer)$/i.test(type)) return { name, type: 'number', levels: null };
  return /^(?:string|date\b.*)$/i.test(type) ? { name, type: 'category', levels: null } : null;
}

/** The fields between commas, quotes taken off; null where a quote is never closed. One look at each character. */
function splitFields(text: string): string[] | null {
  if (!/['"]/.test(text)) return text.split(',').map((field) => field.trim());
  const fields: string[] = [];
  let from = 0;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const mark = text[at]!;
    if (quote !== '') {
      if (mark === '\\') at++;
      else if (mark === quote) quote = '';
    } else if (mark === "'" || mark === '"') {
      quote = mark;
    } else if (mark === ',') {
      fields.push(unquoted(text.slice(from, at).trim()));
      from = at + 1;
    }
  }
  if (quote !== '') return null;
  fields.push(unquoted(text.slice(from).trim()));
  return fields;
}

function unquoted(text: string): string {
  const [first] = text;
  const quoted = text.length >= 2 && (first === "'" || first === '"') && text.endsWith(first);
  return quoted ? unescaped(text.slice(1, -1)) : text;
}

const unescaped = (text: string) => text.replace(/\\(.)/gs, '$1');

/** Rows of cells become typed columns: numbers, or codes of texts. */

import { isMissing, numberOf, type Cell } from './cells.ts';
import type { Faults } from './faults.ts';
import { growableFloat64, growableUint32 } from './growable.ts';
import { checkValueCount, levelLimit } from './limits.ts';
import type { RowSink } from './row-parser.ts';
import type { ColumnType } from './sample.ts';

/** A column to read: its position in the file and what it holds. */
export interface ColumnPlan {
  readonly name: string;
  readonly position: number;
  /** empty: left out because nothing is in it; a value after all is a fault. */
  readonly type: ColumnType | 'empty';
  /** Whether a missing value is a fault. */
  readonly required: boolean;
}

export type ReadColumn =
  | {
      readonly type: 'number';
      readonly name: string;
      /** NaN where missing. */
      readonly values: Float64Array;
      readonly missing: number;
    }
  | {
      readonly type: 'category';
      readonly name: string;
      /** Indices into `levels`; `missingCode` where missing. */
      readonly codes: Uint32Array;
      /** In the order of their first occurrence. */
      readonly levels: readonly string[];
      readonly missing: number;
    };

export const missingCode = 0xffffffff;

/** Collects the planned columns from rows; what does not fit goes to the faults. */
export class ColumnReader implements RowSink {
  readonly #width: number;
  readonly #names: readonly string[];
  readonly #columns: readonly (NumberColumn | CategoryColumn | EmptyColumn)[];
  readonly #faults: Faults;
  #skip: number;
  #rows = 0;

  /** @param skip rows to leave out at the start (1 for a header) */
  constructor(
    names: readonly string[],
    plans: readonly ColumnPlan[],
    options: { readonly decimalComma: boolean; readonly skip: number; readonly faults: Faults },
  ) {
    this.#names = names;
    this.#width = names.length;
    this.#faults = options.faults;
    this.#skip = options.skip;
    this.#columns = plans.map((plan) => {
      if (plan.type === 'empty') return new EmptyColumn(plan, options.faults);
      return plan.type === 'number'
        ? new NumberColumn(plan, options.decimalComma, options.faults)
        : new CategoryColumn(plan, options.faults);
    });
  }

  get rows(): number {
    return this.#rows;
  }

  row(cells: readonly Cell[], line: number): void {
    if (this.#skip > 0) {
      this.#skip--;
      return;
    }
    if (cells.length !== this.#width) {
      const what =
        cells.length < this.#width
          ? `ends before column ${this.#names[cells.length]}`
          : `the first field too many is ${JSON.stringify(String(cells[this.#width]))}`;
      this.#faults.add(line, null, null, `${cells.length} fields instead of ${this.#width}; ${what}`);
      return;
    }
    this.#rows++;
    checkValueCount(this.#rows * this.#columns.length);
    for (const column of this.#columns) column.take(cells[column.plan.position] as Cell, line);
  }

  /** The next values of one planned column, for files that are read column by column. */
  values(plan: number, cells: ArrayLike<Cell>, firstRow: number): void {
    const column = this.#columns[plan]!;
    for (let i = 0; i < cells.length; i++) column.take(cells[i]!, firstRow + i);
    this.#rows = Math.max(this.#rows, firstRow + cells.length - 1);
  }

  /** The columns in the order of their plans; can be called once. */
  finish(): ReadColumn[] {
    return this.#columns.flatMap((column) => (column instanceof EmptyColumn ? [] : [column.finish()]));
  }
}

class EmptyColumn {
  readonly plan: ColumnPlan;
  readonly #faults: Faults;

  constructor(plan: ColumnPlan, faults: Faults) {
    this.plan = plan;
    this.#faults = faults;
  }

  take(cell: Cell, line: number): void {
    if (isMissing(cell)) return;
    const allowed = 'empty, as in the rows before; choose whether this column is used';
    this.#faults.add(line, this.plan.name, String(cell), allowed);
  }
}

class NumberColumn {
  readonly plan: ColumnPlan;
  readonly #values = growableFloat64();
  readonly #decimalComma: boolean;
  readonly #faults: Faults;
  #missing = 0;

  constructor(plan: ColumnPlan, decimalComma: boolean, faults: Faults) {
    this.plan = plan;
    this.#decimalComma = decimalComma;
    this.#faults = faults;
  }

  take(cell: Cell, line: number): void {
    let value: number;
    if (typeof cell === 'string') {
      // Number() is right, and fast, for plain decimals; it also takes 0x1F, 0b1, 0o7 and the empty text.
      value = this.#decimalComma ? Number.NaN : Number(cell);
      if (!Number.isFinite(value) || cell.length === 0 || cell.charCodeAt(1) > 57) {
        value = numberOf(cell, this.#decimalComma);
      }
    } else {
      value = cell ?? Number.NaN;
    }
    if (!Number.isFinite(value)) {
      if (isMissing(cell)) {
        this.#missing++;
        if (this.plan.required) this.#faults.addMissing(line, this.plan.name);
      } else {
        this.#faults.add(
          line,
          this.plan.name,
          String(cell),
          Number.isNaN(value) ? 'a number' : 'a finite number',
        );
      }
      value = Number.NaN;
    }
    this.#values.push(value);
  }

  finish(): ReadColumn {
    return { type: 'number', name: this.plan.name, values: this.#values.take(), missing: this.#missing };
  }
}

class CategoryColumn {
  readonly plan: ColumnPlan;
  readonly #codes = growableUint32();
  readonly #levels = new Map<string, number>();
  readonly #faults: Faults;
  #missing = 0;
  #full = false;

  constructor(plan: ColumnPlan, faults: Faults) {
    this.plan = plan;
    this.#faults = faults;
  }

  take(cell: Cell, line: number): void {
    if (isMissing(cell)) {
      this.#missing++;
      if (this.plan.required) this.#faults.addMissing(line, this.plan.name);
      this.#codes.push(missingCode);
      return;
    }
    const text = String(cell);
    let code = this.#levels.get(text);
    if (code === undefined) {
      code = this.#levels.size;
      if (code === levelLimit) {
        if (!this.#full) {
          this.#faults.add(
            line,
            this.plan.name,
            text,
            `one of ${levelLimit} different texts, the most a category may have`,
          );
        }
        this.#full = true;
        code = 0;
      } else {
        this.#levels.set(text, code);
      }
    }
    this.#codes.push(code);
  }

  finish(): ReadColumn {
    return {
      type: 'category',
      name: this.plan.name,
      codes: this.#codes.take(),
      levels: [...this.#levels.keys()],
      missing: this.#missing,
    };
  }
}

/** The part of a long table that is in view; the rest is room above and below. */

import type { ScreenRun } from '../../stores/screen-run.ts';
import type { RunGroup } from './run-rows.ts';

/** Pixels. */
export const rowHeight = 34;
/** Tables up to this long are whole: searching in the page finds every row. */
const wholeUpTo = 60;
/** Rows beyond the edges, so that scrolling shows no gaps. */
const spare = 5;

export interface TableItem {
  readonly key: string;
  /** null: the heading of a group. */
  readonly run: ScreenRun | null;
  readonly title: string;
  /** Position in the table; the headings of the columns are row 1. */
  readonly position: number;
}

/** Groups as rows: a heading before each where they are grouped by something. */
export function tableItems(groups: readonly RunGroup[], groupedBy: string | null): TableItem[] {
  const items: TableItem[] = [];
  for (const { title, runs } of groups) {
    if (groupedBy !== null) {
      items.push({
        key: `group ${title}`,
        run: null,
        title: `${groupedBy}: ${title} (${runs.length})`,
        position: items.length + 2,
      });
    }
    for (const run of runs) items.push({ key: run.key, run, title: '', position: items.length + 2 });
  }
  return items;
}

export interface TableWindow {
  readonly items: readonly TableItem[];
  /** Pixels of what is left out above and below. */
  readonly before: number;
  readonly after: number;
}

export function windowOf(items: readonly TableItem[], scrolled: number, height: number): TableWindow {
  if (items.length <= wholeUpTo) return { items, before: 0, after: 0 };
  const first = Math.min(
    Math.max(0, items.length - 1),
    Math.max(0, Math.floor(scrolled / rowHeight) - spare),
  );
  const end = Math.min(items.length, Math.ceil((scrolled + height) / rowHeight) + spare);
  return {
    items: items.slice(first, end),
    before: first * rowHeight,
    after: (items.length - end) * rowHeight,
  };
}

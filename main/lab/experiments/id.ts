/** Ids of experiments. */

import { randomBytes } from 'node:crypto';

/** Sortable by time and short enough to type: 20260131-094502-3fa9c1. */
export function newId(): string {
  const [date, time] = new Date().toISOString().replaceAll(/[-:]/g, '').split('T');
  return `${date}-${time!.slice(0, 6)}-${randomBytes(3).toString('hex')}`;
}

import { expect, it } from 'vitest';
import { recordEdit, redoEdit, startHistory, undoEdit } from './edit-history.ts';

it('walks back and forth through every edit', () => {
  let history = startHistory('a');
  history = recordEdit(history, 'b', 'x', 0);
  history = recordEdit(history, 'c', 'y', 10);
  history = undoEdit(history);
  expect(history.present).toBe('b');
  history = undoEdit(undoEdit(history));
  expect(history.present).toBe('a');
  history = redoEdit(redoEdit(redoEdit(history)));
  expect(history.present).toBe('c');
});

it('merges the edits of one drag and keeps later ones apart', () => {
  let history = startHistory(0);
  history = recordEdit(history, 1, 'slider', 1000);
  history = recordEdit(history, 2, 'slider', 1100);
  history = recordEdit(history, 3, 'slider', 5000);
  expect(history.past).toEqual([0, 2]);
});

it('forgets the future after a new edit', () => {
  const history = recordEdit(undoEdit(recordEdit(startHistory(0), 1, 'a', 0)), 2, 'b', 0);
  expect(redoEdit(history).present).toBe(2);
});

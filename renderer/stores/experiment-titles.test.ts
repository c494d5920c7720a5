import { expect, it } from 'vitest';
import { experimentTitles } from './experiment-titles.ts';

it('shortens names, and numbers those that are alike', () => {
  expect(experimentTitles(['First', '', 'First', '  '])).toEqual([
    'First',
    'Without a name',
    'First (2)',
    'Without a name (2)',
  ]);
  // One that is called as another would be numbered.
  expect(experimentTitles(['A', 'A', 'A (2)', 'A (2)'])).toEqual(['A', 'A (2)', 'A (2) (2)', 'A (2) (3)']);
  const [one, two] = experimentTitles([
    'Breast cancer: NGD, EFGD and GD',
    'Breast cancer: NGD, EFGD and Newton',
  ]);
  expect(one).toBe('Breast cancer: NG…');
  expect(two).toBe('Breast cancer: NG… (2)');
});

import { expect, it } from 'vitest';
import { differences, fullTitles, menuTitles, shortTitles } from './experiment-titles.ts';

const noon = new Date(2026, 10, 24, 12).getTime();
const experiment = (name: string, other: Partial<Parameters<typeof differences>[0][number]> = {}) => ({
  ...{ name, datasetName: 'Boston housing', modelKind: 'linear', createdAt: noon },
  ...{ optimizers: ['gd', 'ngd'], settings: ['1e-5', '1, damping 1e-6'] },
  ...other,
});

it('says as little of experiments of one name as tells them apart', () => {
  const found = differences([
    experiment('A'),
    experiment('A', { datasetName: 'Wine', modelKind: 'softmax' }),
    experiment('A', { settings: ['1e-5', '1, damping 1e-4'] }),
    experiment('B', { createdAt: noon + 1000 }),
  ]);
  expect(found).toEqual([
    // Neither its data nor its settings alone are its own.
    ...['Boston housing, with ngd 1, damping 1e-6', 'Wine', 'with ngd 1, damping 1e-4'],
    '',
  ]);
});

it('says the time, to the second, where the rest is shared, and the day where it is not one', () => {
  const minute = 60_000;
  const again = experiment(' A ', { createdAt: noon + 1000 });
  expect(differences([experiment('A'), again])).toEqual(['12:00:00', '12:00:01']);
  const optimizers = { optimizers: ['gd'], settings: ['1e-5'] };
  // The third has nothing of its own, the first two nothing but what they share.
  expect(
    differences([experiment('A'), again, experiment('A', { ...optimizers, createdAt: noon + minute })]),
  ).toEqual(['12:00:00', '12:00:01', '12:01:00']);
  const nextDay = experiment('A', { createdAt: noon + 24 * 60 * minute });
  expect(differences([experiment('A'), nextDay])).toEqual(['24 Nov 2026, 12:00:00', '25 Nov 2026, 12:00:00']);
});

it('does so for a long history of one name at once', () => {
  const many = Array.from({ length: 3000 }, (_, i) =>
    experiment('A', {
      createdAt: noon + 1000 * i,
      // A third are alike, a third have a step size of their own, a third own the pair of two only.
      ...(i % 3 === 1 && { settings: [`${i}`, '1, damping 1e-6'] }),
      ...(i % 3 === 2 && { settings: [`0.${i % 100}`, `0.${Math.floor(i / 100)}`] }),
    }),
  );
  const before = performance.now();
  const found = differences(many);
  const milliseconds = performance.now() - before;
  expect(found.slice(0, 3)).toEqual(['12:00:00', 'with gd 1', 'with gd 0.2, with ngd 0.0']);
  expect(new Set(found).size).toBe(3000);
  // Compared each with each, they take many seconds.
  expect(milliseconds).toBeLessThan(1000);
});

it('makes titles of them: whole ones, and short ones of which no two are alike', () => {
  const long = 'Breast cancer: NGD, EFGD and';
  const several = [
    ...[experiment('First'), experiment('First', { datasetName: 'Wine' })],
    ...[experiment(`${long} GD`), experiment(`${long} Newton`)],
    ...[experiment(''), experiment('  ')],
  ];
  expect(fullTitles(several)).toEqual([
    ...['First, Boston housing', 'First, Wine'],
    ...[`${long} GD`, `${long} Newton`],
    ...['Without a name, 12:00:00', 'Without a name, 12:00:00'],
  ]);
  expect(menuTitles([...several.slice(2, 4), { ...several[2]! }])).toEqual([
    'Breast cancer: NG…, 12:00:00',
    `${long} Newton`,
    'Breast cancer: NG…, 12:00:00',
  ]);
  expect(shortTitles(several)).toEqual([
    ...['First, Boston housing', 'First, Wine'],
    ...['Breast cancer: NG…', 'Breast cancer: NG… (2)'],
    ...['Without a name, 12:00:00', 'Without a name, 12:00:00 (2)'],
  ]);
  const settings = ['1e-3 to 1e3, damping 1e-6 to 1e3', '1, damping 1e-6'];
  expect(shortTitles([experiment('First'), experiment('First', { settings })])).toEqual([
    // Behind NGD · the setting of gd is not to be taken for that of ngd.
    'with gd 1e-5',
    'with gd 1e-3 to 1e3, damping 1e-6 to…',
  ]);
});

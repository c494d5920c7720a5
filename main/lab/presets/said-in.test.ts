import { expect, it } from 'vitest';
import { figureSaidIn, saidIn } from '#figures/said-in.ts';
import { themes } from '#figures/theme.ts';
import { drawSvg } from '../export/draw.ts';
import { presetDefinitions } from './registry.ts';

/** Words that statistics does not say, or says of another matrix. */
const machineLearning = /\bEF(GD?)?\b|(?<!empirical |Empirical )\bFishers?\b/;
const texts = presetDefinitions
  .filter(({ id }) => id !== 'table-1')
  .flatMap(({ id, title, claim, look }) => [title, claim, look].map((text) => [id, text] as const));

it('says what each preset claims in the words of statistics, and leaves those of machine learning', () => {
  expect(texts.filter(([, text]) => machineLearning.test(text)).length).toBeGreaterThan(15);
  for (const [id, text] of texts) {
    expect(saidIn(text, 'statistics'), id).not.toMatch(machineLearning);
    expect(saidIn(text, 'machine-learning')).toBe(text);
  }
});

it('keeps the two matrices apart', () => {
  expect(saidIn('The empirical Fisher is near the Fisher; |EF - F| falls.', 'statistics')).toBe(
    'The second moment of the gradients is near the empirical Fisher; |F̃ - F| falls.',
  );
  expect(saidIn('Fishers by sampling: EFGD, cos(NG, EFG), EF-preconditioned', 'statistics')).toBe(
    'Empirical Fishers by sampling: F̃GD, cos(NG, F̃⁻¹g), F̃-preconditioned',
  );
});

it('says a figure with its axes, labels, legend and caption', () => {
  const chart = {
    type: 'line',
    data: { datasets: [{ label: 'EFGD', data: [{ x: 0, y: 1 }] }] },
    options: {
      parsing: false,
      animation: false,
      scales: { x: { type: 'linear' }, y: { type: 'linear', title: { display: true, text: '|EF - F|' } } },
    },
  } as never;
  const look = { line: true, dash: [], marker: null, color: '#000000' };
  const figure = {
    ...{ name: 'sample', title: 'Of EF', theme: themes.light, columns: 1, panelWidth: 300, panelHeight: 200 },
    panels: [{ title: 'Panel of EF', chart }, null],
    legend: [{ label: 'EFGD', ...look }],
    caption: ['The Fisher and EF.'],
  };
  const svg = (terminology: 'machine-learning' | 'statistics') =>
    Buffer.from(drawSvg(figureSaidIn(figure, terminology))).toString();
  expect(svg('machine-learning')).not.toContain('F̃');
  const said = svg('statistics');
  for (const text of ['Panel of F̃', 'F̃GD', '|F̃ - F|', 'The empirical Fisher and F̃.'])
    expect(said).toContain(text);
  expect(said).not.toMatch(/\bEF(GD)?\b/);
});

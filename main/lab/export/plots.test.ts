import { describe, expect, it } from 'vitest';
import { plotsOf } from '#figures/plots.ts';
import {
  sampleCompare,
  sampleConsistency,
  sampleCurvature,
  sampleQuadratic,
  sampleStartingPoints,
  sampleVectorField,
} from '#figures/testing/sample-results.ts';
import { drawPng, drawSvg } from './draw.ts';

const samples = {
  compare: sampleCompare(),
  'vector-field': sampleVectorField(),
  quadratic: sampleQuadratic(),
  curvature: sampleCurvature(),
  consistency: sampleConsistency(),
  'starting-points': sampleStartingPoints(),
};

it('titles keep the capitals of symbols', () => {
  const { loss } = samples.compare.runs[0]!.series;
  const runs = samples.compare.runs.map((run) => ({
    ...run,
    series: { loss: loss!, rSquared: loss!, relativeDifference: loss! },
  }));
  const titles = (...terminology: ['statistics'?]) =>
    plotsOf(
      { ...samples.compare, spec: { ...samples.compare.spec, name: '' }, runs },
      'light',
      ...terminology,
    )
      .map(({ title }) => title)
      .filter((title) => title.endsWith(` of ${runs.length} runs`))
      .map((title) => title.replace(/ of \d+ runs$/, ''));
  expect(titles()).toEqual(['training loss', 'R²', '|EF - F| / |F|']);
  expect(titles('statistics').at(-1)).toBe('|F̃ - F| / |F|');
});

describe.each(Object.entries(samples))('the plots of kind %s', (_kind, results) => {
  it('draw without NaN and with text, in every theme', () => {
    for (const theme of ['light', 'dark', 'print'] as const) {
      for (const figure of plotsOf(results, theme)) {
        const svg = Buffer.from(drawSvg(figure)).toString();
        expect(svg, figure.name).not.toMatch(/NaN|Infinity/);
        expect(svg, figure.name).toContain(`fill="${theme === 'dark' ? '#1A2029' : 'white'}"`);
        if (figure.name !== 'matrices') expect(svg, figure.name).toMatch(/<text/);
      }
    }
  });

  it('are said in the words of statistics where they are asked for, the names of the user apart', () => {
    const text = (...args: Parameters<typeof plotsOf>) =>
      plotsOf(...args)
        .map((figure) => `${Buffer.from(drawSvg(figure)).toString()} ${figure.title}`)
        .join('');
    const mine = { ...results, spec: { ...results.spec, name: 'My EF study' } };
    const said = text(mine, 'light', 'statistics').replaceAll('My EF study', '');
    expect(said).not.toMatch(/\bEF(GD?)?\b|(?<!mpirical )\bFisher|emp\./);
    expect(text(mine, 'light', 'statistics')).toContain('My EF study: ');
    // As in the results folder.
    expect(text(mine, 'light')).toBe(text(mine, 'light', 'machine-learning'));
    expect(text(mine, 'light')).toMatch(/\bEF(GD)?\b|mp(irical|\.) Fisher/);
  });

  it('draw as PNG', () => {
    for (const figure of plotsOf(results)) expect(drawPng(figure, { scale: 1 }).length).toBeGreaterThan(2000);
  });
});

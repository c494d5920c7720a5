import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseExperiment } from '#contract/parse-experiment.ts';
import { testContext } from '../../../tests/support/presets.ts';
import { presetDefinition, presetDefinitions, presetNames } from './registry.ts';

describe('the presets', () => {
  it('are those of the command line, each once', () => {
    expect(presetNames).toEqual([
      'figure-1',
      'figure-2',
      'figure-2-linear',
      'figure-3',
      'figure-3-appendix',
      'starting-points',
      'table-1',
      'proposition-1',
      'proposition-2',
      'splits',
      'consistency',
      'overparameterised',
      'scaling',
      'variance-adaptation',
      'monte-carlo',
      'adam',
    ]);
  });

  it.each(presetDefinitions.map((preset) => [preset.id, preset] as const))(
    '%s is made of ordinary experiment files, printed and full',
    (_id, preset) => {
      for (const search of ['published', 'full'] as const) {
        const panels = preset.panels(testContext(search));
        expect(panels.length).toBeGreaterThan(0);
        expect(new Set(panels.map(({ panel }) => panel)).size).toBe(panels.length);
        for (const { panel, spec } of panels) {
          expect(panel).toMatch(/^[\w.-]+$/); // it names a folder
          expect(parseExperiment(spec), `${panel}`).toMatchObject({ ok: true });
        }
        if (preset.onMyData !== null) expect(panels.map(({ panel }) => panel)).toContain(preset.onMyData);
      }
    },
  );

  it.each(presetDefinitions.map((preset) => [preset.id, preset] as const))(
    '%s states its claim and does not decide without results',
    (_id, { claim, look, section, verdicts }) => {
      for (const text of [claim, look]) expect(text).toMatch(/^[A-Z].*\.$/);
      expect(section).not.toBe('');
      expect(verdicts(new Map()).map(({ holds }) => holds)).toEqual(verdicts(new Map()).map(() => null));
    },
  );

  it.each(presetNames)(
    '%s has its picture in the documentation and, light and dark, in the gallery',
    (id) => {
      const thumbnail = `renderer/public/presets/${id}`;
      for (const path of [`docs/figures/${id}.png`, `${thumbnail}-light.png`, `${thumbnail}-dark.png`]) {
        expect(existsSync(new URL(`../../../${path}`, import.meta.url)), path).toBe(true);
      }
    },
  );

  it('are refused by the names there are', () => {
    expect(() => presetDefinition('figure-9')).toThrow(/no preset figure-9; there are figure-1, /);
  });
});

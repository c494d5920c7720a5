/** All presets, in the order of the paper. */

import { LabError } from '#contract/errors.ts';
import { adam } from './adam.ts';
import { consistencyPreset } from './consistency.ts';
import { figure1 } from './figure-1.ts';
import { figure2, figure2Linear } from './figure-2.ts';
import { figure3, figure3Appendix } from './figure-3.ts';
import { monteCarlo } from './monte-carlo.ts';
import { overparameterised } from './overparameterised.ts';
import type { PresetDefinition } from './preset.ts';
import { proposition1 } from './proposition-1.ts';
import { proposition2 } from './proposition-2.ts';
import { scaling } from './scaling.ts';
import { splitsPreset } from './splits.ts';
import { startingPoints } from './starting-points.ts';
import { table1 } from './table-1.ts';
import { varianceAdaptation } from './variance-adaptation.ts';

export const presetDefinitions: readonly PresetDefinition[] = [
  figure1,
  figure2,
  figure2Linear,
  figure3,
  figure3Appendix,
  startingPoints,
  table1,
  proposition1,
  proposition2,
  splitsPreset,
  consistencyPreset,
  overparameterised,
  scaling,
  varianceAdaptation,
  monteCarlo,
  adam,
];

export const presetNames = presetDefinitions.map(({ id }) => id);

/** Throws LabError 'not-found' with the names there are. */
export function presetDefinition(id: string): PresetDefinition {
  const found = presetDefinitions.find((preset) => preset.id === id);
  if (found === undefined) {
    throw new LabError('not-found', `there is no preset ${id}; there are ${presetNames.join(', ')}`);
  }
  return found;
}

/** All presets, in the order of the paper. */

import { LabError } from '#contract/errors.ts';
import { figure3, figure3Appendix } from './figure-3.ts';
import type { PresetDefinition } from './preset.ts';

export const presetDefinitions: readonly PresetDefinition[] = [figure3, figure3Appendix];

export const presetNames = presetDefinitions.map(({ id }) => id);

/** Throws LabError 'not-found' with the names there are. */
export function presetDefinition(id: string): PresetDefinition {
  const found = presetDefinitions.find((preset) => preset.id === id);
  if (found === undefined) {
    throw new LabError('not-found', `there is no preset ${id}; there are ${presetNames.join(', ')}`);
  }
  return found;
}

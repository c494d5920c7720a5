/** The experiment document of an analysis: data and model of another document, the point and options from here. */

import { z } from 'zod';
import type { JsonObject } from '../../stores/document-path.ts';

export const pointKinds = ['start', 'minimum', 'values', 'run'] as const;
export type PointKind = (typeof pointKinds)[number];

/** A number, or what was typed instead of one: the contract's own check says what is wrong with it. */
const typed = z.union([z.number(), z.string()]).optional();

export const settingsSchema = z.object({
  point: z.enum(pointKinds),
  values: z.string(),
  damping: typed,
  batchSize: typed,
  replacement: z.boolean(),
  monteCarloSamples: typed,
  structures: z.boolean(),
  informationMatrixTest: z.boolean(),
});
export type CurvatureSettings = z.infer<typeof settingsSchema>;

export const firstSettings: CurvatureSettings = {
  point: 'start',
  values: '',
  damping: 1e-8,
  batchSize: 1,
  replacement: false,
  monteCarloSamples: 1,
  structures: false,
  informationMatrixTest: false,
};

/** Numbers from a text: spaces, commas, semicolons or lines between them, brackets around them. */
export function readValues(text: string): (number | string)[] {
  return text
    .split(/[\s,;[\]]+/)
    .filter((part) => part !== '')
    .map((part) => (Number.isNaN(Number(part)) ? part : Number(part)));
}

/** Keys that an analysis takes from the document it is made from. */
const taken = ['dataset', 'model', 'scaling', 'start', 'seed'] as const;

export function curvatureSpec(
  source: JsonObject,
  settings: CurvatureSettings,
  /** The parameters of the chosen iteration, for point `run`. */
  iterate: readonly number[] | null,
  name: string,
): JsonObject {
  const at =
    settings.point === 'values'
      ? { kind: 'values', values: readValues(settings.values) }
      : settings.point === 'run'
        ? { kind: 'values', values: iterate ?? [] }
        : { kind: settings.point };
  const { damping, batchSize, replacement, monteCarloSamples, structures, informationMatrixTest } = settings;
  const document: JsonObject = {
    version: 1,
    kind: 'curvature',
    name,
    ...Object.fromEntries(taken.map((key) => [key, source[key]])),
    at,
    damping,
    batchSize,
    replacement,
    monteCarloSamples,
    structures,
    informationMatrixTest,
  };
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined));
}

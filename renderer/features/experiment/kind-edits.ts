/** A document turned into another kind of experiment: what both have stays, what the new one needs is put in. */

import { experimentSchemas, type ExperimentKind } from '#contract/experiment.ts';
import { isRange } from '#contract/ranges.ts';
import type { JsonObject } from '../../stores/document-path.ts';
import { toggleSearch } from './optimizer-edits.ts';

/** The kinds that the form writes; an analysis of curvature has a screen of its own. */
export const formKinds = ['compare', 'vector-field', 'quadratic', 'consistency', 'starting-points'] as const;
export type FormKind = (typeof formKinds)[number];

export const kindTitles: Readonly<Record<ExperimentKind, string>> = {
  compare: 'Comparison of optimizers',
  'vector-field': 'Vector field, two parameters',
  quadratic: 'Quadratic models, two parameters',
  consistency: 'Consistency as N grows',
  'starting-points': 'Starting points towards the minimum',
  curvature: 'Curvature at a point',
};

export function hasOptimizers(kind: string): boolean {
  return kind in experimentSchemas && 'optimizers' in experimentSchemas[kind as ExperimentKind].shape;
}

/** Whether the results are runs with curves. */
export function hasRuns(kind: string): boolean {
  return kind === 'compare' || kind === 'starting-points';
}

export function changeExperimentKind(document: JsonObject, kind: FormKind): JsonObject {
  const shape: object = experimentSchemas[kind].shape;
  const kept = Object.fromEntries(Object.entries(document).filter(([key]) => key in shape && key !== 'kind'));
  const { optimizers } = kept;
  return {
    ...kept,
    ...(kind === 'compare' ? {} : { kind }),
    ...(Array.isArray(optimizers) && kind !== 'compare'
      ? { optimizers: (optimizers as JsonObject[]).map((optimizer) => withoutSearch(optimizer)) }
      : {}),
    ...(kind === 'vector-field' && kept['flow'] === undefined
      ? { flow: { steps: 2000, stepSize: 0.01, starts: [startOf(document)] } }
      : {}),
  };
}

/** Only a comparison searches: a range becomes its middle number. */
function withoutSearch(optimizer: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(optimizer).map(([key, value]) => [key, isRange(value) ? toggleSearch(value) : value]),
  );
}

/** Where the comparison starts, when that is a point of the plane. */
function startOf({ start }: JsonObject): number[] {
  const values = (start as JsonObject | undefined)?.['values'];
  return Array.isArray(values) && values.length === 2 && values.every(Number.isFinite)
    ? (values as number[])
    : [0, 0];
}

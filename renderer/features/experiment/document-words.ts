/** An experiment document in a few words, for summaries and default names. Never throws, whatever is in it. */

import type { DatasetEntry } from '#contract/dataset.ts';
import { optimizerInfo } from '#contract/optimizer-info.ts';
import type { OptimizerKind } from '#contract/optimizers.ts';
import type { JsonObject } from '../../stores/document-path.ts';
import { firstExperiment } from '../../stores/example.ts';
import { withoutStart } from '../../stores/warm-start.ts';
import { choiceTitle } from './schema-fields.ts';

export function datasetTitle(dataset: JsonObject, entries: readonly DatasetEntry[]): string {
  if (typeof dataset['synthetic'] === 'string') return choiceTitle(dataset['synthetic']);
  if (typeof dataset['path'] === 'string') return dataset['path'].split(/[\\/]/).at(-1) ?? dataset['path'];
  const id = typeof dataset['id'] === 'string' ? dataset['id'] : 'no data';
  return entries.find((entry) => entry.id === id)?.name ?? id;
}

export function modelTitle(model: JsonObject): string {
  const kind = String(model['kind'] ?? 'no model');
  if (kind !== 'mlp') return choiceTitle(kind);
  const hidden = Array.isArray(model['hidden']) ? model['hidden'].join(', ') : '16';
  return `MLP (${hidden}), ${String(model['output'] ?? 'linear')} output`;
}

/** "Breast cancer: NGD, EFGD and GD" */
export function suggestedName(document: JsonObject, entries: readonly DatasetEntry[]): string {
  const dataset = datasetTitle((document['dataset'] ?? {}) as JsonObject, entries);
  const optimizers = Array.isArray(document['optimizers']) ? (document['optimizers'] as JsonObject[]) : [];
  const names = [
    ...new Set(optimizers.map(({ kind }) => optimizerInfo[kind as OptimizerKind]?.short ?? String(kind))),
  ];
  const last = names.pop();
  if (last === undefined) return dataset;
  return `${dataset}: ${names.length === 0 ? last : `${names.join(', ')} and ${last}`}`;
}

/** The document about other data; a name that nobody typed tells of the old ones and goes. */
export function withDataset(
  document: JsonObject,
  dataset: JsonObject,
  entries: readonly DatasetEntry[],
): JsonObject {
  const { name, ...rest } = document;
  const own = typeof name === 'string' ? withoutStart(name) : '';
  const automatic = ['', firstExperiment['name'], suggestedName(document, entries)].includes(own);
  return automatic ? { ...rest, dataset } : { ...document, dataset };
}

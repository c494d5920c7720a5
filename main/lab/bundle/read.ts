/** Reads a `.fisherlab` file: checked as a whole before anything of it is used. */

import { createHash } from 'node:crypto';
import { parseExperiment } from '#contract/parse-experiment.ts';
import type { ResolvedExperiment } from '#contract/resolve-experiment.ts';
import { describeIssues } from '#contract/issues.ts';
import { resultsSchema, type GridCell, type Results } from '#contract/results.ts';
import { minimumNotSought } from '../results/files.ts';
import { readGrid } from '../results/grid-csv.ts';
import { readArchive, refused } from './archive.ts';
import { manifestSchema, type Manifest } from './manifest.ts';

export interface OpenedBundle {
  readonly manifest: Manifest;
  readonly spec: ResolvedExperiment;
  readonly results: Results;
  readonly grid: readonly GridCell[];
  readonly data: { readonly name: string; readonly bytes: Uint8Array } | null;
}

/** Throws LabError 'invalid-data' or 'too-large' with the reason. */
export function readBundle(bytes: Uint8Array): OpenedBundle {
  const { documents, data } = readArchive(bytes);
  const json = (name: string): unknown => {
    const document = documents.get(name);
    if (document === undefined) throw refused(`${name} is missing`);
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(document)) as unknown;
    } catch (error) {
      throw refused(`${name} is not JSON`, error);
    }
  };
  const manifest = manifestSchema.safeParse(json('bundle.json'));
  if (!manifest.success) {
    const [first] = describeIssues(manifest.error, json('bundle.json'));
    throw refused(`bundle.json: ${first!.message}`);
  }
  const spec = parseExperiment(json('spec.json'));
  if (!spec.ok) throw refused(`spec.json: ${spec.issues[0]!.message}`);
  const results = resultsSchema.safeParse(json('results.json'));
  if (!results.success) {
    const [first] = describeIssues(results.error, json('results.json'));
    throw refused(`results.json: ${first!.message}`);
  }
  const grid = documents.get('grid.csv');
  return {
    manifest: manifest.data,
    spec: spec.value as ResolvedExperiment,
    results:
      results.data.minimum?.reason === minimumNotSought.reason
        ? { ...results.data, minimum: null }
        : results.data,
    grid: grid === undefined ? [] : readGrid(new TextDecoder().decode(grid), 'grid.csv'),
    data: checkedData(manifest.data, data),
  };
}

function checkedData({ data: claimed }: Manifest, data: OpenedBundle['data']): OpenedBundle['data'] {
  if (claimed === null) {
    if (data !== null) throw refused('it holds a data file that bundle.json does not name');
    return null;
  }
  if (data === null || data.name !== claimed.file) throw refused(`data/${claimed.file} is missing`);
  if (createHash('sha256').update(data.bytes).digest('hex') !== claimed.sha256) {
    throw refused(`data/${data.name} is not what bundle.json says (its SHA-256 differs)`);
  }
  return data;
}

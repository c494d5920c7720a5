/** `parseExperiment`: the one way from unknown JSON to a typed experiment with its defaults filled in. */

import type { z } from 'zod';
import type { Issue, Parsed } from './errors.ts';
import { experimentKinds, experimentSchemas, type Experiment, type ExperimentKind } from './experiment.ts';
import { crossChecks, type Parts } from './experiment-checks.ts';
import { describeIssues, issueAt, remarkAt } from './issues.ts';
import { optimizerSchema } from './optimizers.ts';

/** Parses an experiment document; on failure all issues at once, each with its path. */
export function parseExperiment(input: unknown): Parsed<Experiment> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return {
      ok: false,
      issues: [issueAt('', input, 'an experiment: a JSON object with version, dataset and model')],
    };
  }
  const document = input as Record<string, unknown>;
  const kind = document['kind'] ?? 'compare';
  if (!isKind(kind)) {
    return { ok: false, issues: [issueAt('kind', kind, `one of ${experimentKinds.join(', ')}`)] };
  }
  const schema = experimentSchemas[kind];
  const parsed = schema.safeParse(document);
  const issues = parsed.success
    ? []
    : describeIssues(parsed.error, document).map((issue) => sayWhereKeyApplies(issue, kind));
  issues.push(...crossChecks(kind, validParts(schema.shape, document)));
  return parsed.success && issues.length === 0 ? { ok: true, value: parsed.data } : { ok: false, issues };
}

function isKind(value: unknown): value is ExperimentKind {
  return (experimentKinds as readonly unknown[]).includes(value);
}

/** A key of another kind of experiment is not a typo: say where it belongs. */
function sayWhereKeyApplies(issue: Issue, kind: ExperimentKind): Issue {
  if (issue.path === 'dataset.bias' && issue.message.includes('not a key here')) {
    return remarkAt(issue.path, 'refused: the columns of a synthetic data set are fixed');
  }
  if (!issue.message.includes('not a key here') || issue.path.includes('.') || issue.path.includes('['))
    return issue;
  const owners = experimentKinds.filter((other) => issue.path in experimentSchemas[other].shape);
  return owners.length === 0
    ? issue
    : remarkAt(issue.path, `not a key of kind ${kind}; it belongs to ${owners.join(', ')}`);
}

function validParts(shape: Record<string, z.ZodType>, document: Record<string, unknown>): Parts {
  const parts: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(shape)) {
    const parsed = schema.safeParse(document[key]);
    if (parsed.success) parts[key] = parsed.data;
  }
  const optimizers = document['optimizers'];
  if ('optimizers' in shape && Array.isArray(optimizers)) {
    parts['optimizers'] = optimizers.map((optimizer: unknown) => optimizerSchema.safeParse(optimizer).data);
    parts['optimizerIds'] = optimizers.map(
      (optimizer: unknown) => (optimizer as Record<string, unknown> | null)?.['id'],
    );
  }
  return parts as Parts;
}

/** Names of experiments on the screen, and what tells those of one name apart. */

import type { ExperimentSummary } from '#contract/api/experiments.ts';
import { formatMoment, formatTime } from '../format.ts';

type Told = Pick<
  ExperimentSummary,
  'name' | 'datasetName' | 'modelKind' | 'optimizers' | 'settings' | 'createdAt'
>;

const longest = 18;
const longestDifference = 28;

/** What an experiment is called on the screen. */
export function titleOf(name: string): string {
  return name.trim() === '' ? 'Without a name' : name.trim();
}

/** The optimizers of an experiment with their settings, in words. */
export function settingsOf({ optimizers, settings }: Pick<Told, 'optimizers' | 'settings'>): string[] {
  return optimizers.map((id, i) => (settings[i] === undefined ? id : `${id} ${settings[i]}`));
}

/**
 * What tells each experiment from the others of its name: as little of its data, model and optimizers as does, or the
 * time where they do not. Empty for one that is alone with its name.
 */
export function differences(experiments: readonly Told[]): string[] {
  const groups = Map.groupBy(experiments, ({ name }) => titleOf(name));
  return experiments.map((experiment) => {
    const group = groups.get(titleOf(experiment.name))!;
    if (group.length === 1) return '';
    return (
      partsApart(
        partsOf(experiment),
        group.filter((other) => other !== experiment).map((other) => new Set(partsOf(other))),
      )?.join(', ') ?? timeOf(experiment, group)
    );
  });
}

const partsOf = (told: Told) => [told.datasetName, told.modelKind, ...settingsOf(told)];

/** The fewest parts found that no other has all of, those first that the fewest have; null where all together do not do. */
function partsApart(parts: readonly string[], others: readonly ReadonlySet<string>[]): string[] | null {
  if (others.length === 0) return [];
  const shared = parts.map((part) => others.filter((other) => other.has(part)));
  const best = shared.reduce((least, found, i) => (found.length < shared[least]!.length ? i : least), 0);
  const alike = shared[best] ?? others;
  if (alike.length === others.length) return null;
  const rest = partsApart(parts, alike);
  return rest === null ? null : [parts[best]!, ...rest];
}

/** With the day where they are not all of one day. */
function timeOf({ createdAt }: Told, group: readonly Told[]): string {
  const dayOf = (told: Told) => new Date(told.createdAt).toDateString();
  const oneDay = group.every((other) => dayOf(other) === dayOf(group[0]!));
  return (oneDay ? formatTime : formatMoment)(createdAt);
}

/** The name, and where it is another's too what differs. */
export function fullTitles(experiments: readonly Told[]): string[] {
  const found = differences(experiments);
  return experiments.map(({ name }, i) =>
    found[i] === '' ? titleOf(name) : `${titleOf(name)}, ${found[i]}`,
  );
}

/** As they stand in a menu: a name that is another's too is cut, so that what differs is seen. */
export function menuTitles(experiments: readonly Told[]): string[] {
  const found = differences(experiments);
  return experiments.map(({ name }, i) =>
    found[i] === '' ? titleOf(name) : `${cut(titleOf(name), longest)}, ${found[i]}`,
  );
}

/**
 * Short titles for a legend, no two alike: numbered where what differs is beyond their length. A name that all share
 * says nothing there.
 */
export function shortTitles(experiments: readonly Told[]): string[] {
  const found = differences(experiments);
  const oneName = found.length > 1 && new Set(experiments.map(({ name }) => titleOf(name))).size === 1;
  const used = new Set<string>();
  return experiments.map(({ name }, i) => {
    const own = cut(found[i]!, longestDifference);
    const short = oneName ? own : [cut(titleOf(name), longest), own].filter(Boolean).join(', ');
    let title = short;
    for (let number = 2; used.has(title); number++) title = `${short} (${number})`;
    used.add(title);
    return title;
  });
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text;
}

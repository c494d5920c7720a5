/** Names of experiments on the screen, and what tells those of one name apart. */

import type { ExperimentSummary } from '#contract/api/experiments.ts';
import { formatMoment, formatTime } from '../format.ts';

type Told = Pick<
  ExperimentSummary,
  'name' | 'datasetName' | 'modelKind' | 'optimizers' | 'settings' | 'createdAt'
>;

const longest = 18;
const longestDifference = 38;

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
  const alike = Map.groupBy(experiments.keys(), (i) => titleOf(experiments[i]!.name));
  const found = experiments.map(() => '');
  for (const indices of alike.values()) {
    if (indices.length === 1) continue;
    const members = indices.map((i) => partsOf(experiments[i]!));
    const group = groupOf(members);
    const timeOf = timeFormatOf(indices.map((i) => experiments[i]!.createdAt));
    for (const [k, i] of indices.entries()) {
      found[i] = partsApart(members[k]!, group)?.join(', ') ?? timeOf(experiments[i]!.createdAt);
    }
  }
  return found;
}

type Parts = ReadonlySet<string>;

/** In a legend they follow the name of any run, whose own a setting without `with` would seem to be. */
const partsOf = (told: Told): Parts =>
  new Set([told.datasetName, told.modelKind, ...settingsOf(told).map((setting) => `with ${setting}`)]);

/** Experiments by their parts. What shares a part is a group too, made once for all who ask: a history is long. */
interface Group {
  readonly size: number;
  readonly having: ReadonlyMap<string, readonly Parts[]>;
  readonly within: Map<string, Group>;
}

function groupOf(members: readonly Parts[]): Group {
  const having = new Map<string, Parts[]>();
  for (const parts of members) {
    for (const part of parts) {
      const known = having.get(part);
      if (known === undefined) having.set(part, [parts]);
      else known.push(parts);
    }
  }
  return { size: members.length, having, within: new Map() };
}

/** The fewest parts found that no other has all of, those first that the fewest have; null where all together do not do. */
function partsApart(parts: Parts, group: Group): string[] | null {
  if (group.size === 1) return [];
  const countOf = (part: string) => group.having.get(part)!.length;
  const best = [...parts].reduce((least, part) => (countOf(part) < countOf(least) ? part : least));
  if (countOf(best) === group.size) return null;
  const next = group.within.get(best) ?? groupOf(group.having.get(best)!);
  group.within.set(best, next);
  const rest = partsApart(parts, next);
  return rest === null ? null : [best, ...rest];
}

/** With the day where they are not all of one day. */
function timeFormatOf(moments: readonly number[]): (moment: number) => string {
  const days = new Set(moments.map((moment) => new Date(moment).toDateString()));
  return days.size === 1 ? formatTime : formatMoment;
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

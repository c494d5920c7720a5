/** Experiments on screen: opened from the history or running now, their curves growing as progress arrives. */

import { defineStore } from 'pinia';
import { computed, ref, shallowReactive } from 'vue';
import type { EventData } from '#contract/api.ts';
import type { ExperimentRecord, GridColumns } from '#contract/api/experiments.ts';
import { runLabel } from '#figures/method-style.ts';
import { useLab } from '../lab.ts';
import type { JsonObject } from './document-path.ts';
import { shortTitles } from './experiment-titles.ts';
import { scalingOf, shownScaling } from './shown-scaling.ts';
import { isActive, recordEveryOf, screenRun, withProgress, type ScreenRun } from './screen-run.ts';
import { useMessages } from './messages.ts';
import { useTerms } from './terms.ts';

const manyRuns = 100;
const calmMilliseconds = 400;

/** In the place of a summary that has not come yet. */
const notRead = { name: '', datasetName: '', modelKind: '', optimizers: [], settings: [], createdAt: 0 };

export interface LiveExperiment {
  readonly id: string;
  /** As the lab last told it whole; null until it has. */
  record: ExperimentRecord | null;
  status: ExperimentRecord['summary']['status'];
  runs: readonly ScreenRun[];
  grids: readonly GridColumns[];
  /** Share of the work done, 0 to 1. */
  done: number;
  secondsElapsed: number;
  secondsLeft: number | null;
}

export const useExperiments = defineStore('experiments', () => {
  const { client } = useLab();
  const messages = useMessages();
  const terms = useTerms();
  const experiments = shallowReactive(new Map<string, LiveExperiment>());
  /** Counts the changes of running experiments, at most one a frame: what reads curves depends on it. */
  const revision = ref(0);
  /** Ids in the order in which they are shown; the first is the one whose name the top bar carries. */
  const shown = ref<readonly string[]>([]);
  /** Counts what was opened by hand. */
  let opened = 0;

  // Hundreds of growing curves are looked at a few times a second: the page must stay free for the hands on it.
  let waiting = false;
  function changed(): void {
    if (waiting) return;
    waiting = true;
    const next = () =>
      requestAnimationFrame(() => {
        waiting = false;
        revision.value++;
      });
    const known = [...experiments.values()].reduce((sum, { runs }) => sum + runs.length, 0);
    if (known > manyRuns) setTimeout(next, calmMilliseconds);
    else next();
  }

  client.subscribe('experiments.progress', (progress) => {
    const experiment = experiments.get(progress.id);
    if (experiment !== undefined) {
      addProgress(experiment, progress);
      changed();
    }
  });
  client.subscribe('experiments.changed', ({ id }) => {
    if (experiments.has(id)) void load(id);
  });

  async function load(id: string): Promise<void> {
    await messages.attempt('The experiment could not be opened', async () => {
      const record = await client.request('experiments.open', { id });
      experiments.set(id, {
        id,
        record,
        status: record.summary.status,
        runs: record.runs.map((run) => screenRun(id, run, recordEveryOf(record.spec))),
        grids: record.grids,
        done: isOver(record.summary.status) ? 1 : (experiments.get(id)?.done ?? 0),
        secondsElapsed: experiments.get(id)?.secondsElapsed ?? 0,
        secondsLeft: null,
      });
      changed();
    });
  }

  /** Queues the document; what is on screen stays. */
  async function start(spec: JsonObject): Promise<string> {
    const { id } = await client.request('experiments.start', { spec });
    experiments.set(id, {
      id,
      record: null,
      status: 'queued',
      runs: [],
      grids: [],
      done: 0,
      secondsElapsed: 0,
      secondsLeft: null,
    });
    // Not waited for: the place of the experiment is in the address at once, so that a page loaded anew finds it.
    void load(id);
    return id;
  }
  /** Queues the document and shows it, unless another experiment was opened before the lab had answered. */
  async function startShown(
    spec: JsonObject | Promise<JsonObject>,
  ): Promise<{ readonly id: string; readonly isShown: boolean }> {
    const before = opened;
    const id = await start(await spec);
    const isShown = opened === before;
    if (isShown) shown.value = [id];
    return { id, isShown };
  }

  async function open(ids: readonly string[]): Promise<void> {
    opened++;
    if (ids.join() !== shown.value.join()) shown.value = ids;
    await Promise.all(ids.filter((id) => !experiments.has(id)).map(load));
    for (const id of [...experiments.keys()]) {
      const experiment = experiments.get(id)!;
      if (!ids.includes(id) && isOver(experiment.status)) experiments.delete(id);
    }
  }

  /** All that is shown or not over, as the lab has it: events may have been missed. */
  function reload(): void {
    const running = [...experiments.values()].filter(({ status }) => !isOver(status)).map(({ id }) => id);
    for (const id of new Set([...shown.value, ...running])) void load(id);
  }

  async function cancel(id: string): Promise<void> {
    await messages.attempt('The experiment could not be cancelled', async () => {
      await client.request('experiments.cancel', { id });
    });
  }

  /** Notes and tags of a run; a live run has nowhere to keep them. */
  async function annotate(run: ScreenRun, change: { notes: string; tags: string[] }): Promise<void> {
    await messages.attempt('The notes could not be kept', async () => {
      await client.request('experiments.annotateRun', { id: run.experiment, run: run.index, ...change });
      await load(run.experiment);
    });
  }

  const shownExperiments = computed<readonly LiveExperiment[]>(() => {
    void revision.value;
    return shown.value.flatMap((id) => experiments.get(id) ?? []);
  });
  const primary = computed<LiveExperiment | null>(() => {
    void revision.value;
    const first = shownExperiments.value[0];
    return first === undefined ? null : { ...first };
  });
  /** What each is called beside the others, by id; empty where there is one. */
  const titles = computed<ReadonlyMap<string, string>>(() => {
    const several = shownExperiments.value;
    if (several.length < 2) return new Map();
    const names = shortTitles(several.map(({ record }) => record?.summary ?? notRead));
    const specs = several.map(({ record }) => record?.spec);
    const own = shownScaling(specs.filter((spec) => spec !== undefined)) === 'each';
    return new Map(
      several.map(({ id }, i) => [id, own ? `${names[i]!}, ${scalingOf(specs[i])}` : names[i]!]),
    );
  });
  const runs = computed<readonly ScreenRun[]>(() =>
    shownExperiments.value.flatMap(({ id, runs }) => {
      const title = titles.value.get(id);
      return title === undefined
        ? runs
        : runs.map((run) => ({ ...run, label: `${runLabel(run, terms.terminology)} · ${title}` }));
    }),
  );

  return {
    experiments,
    revision,
    shown,
    shownExperiments,
    primary,
    titles,
    runs,
    load,
    annotate,
    start,
    startShown,
    open,
    reload,
    cancel,
  };
});

function addProgress(experiment: LiveExperiment, progress: EventData<'experiments.progress'>): void {
  if (isOver(experiment.status) && !isOver(progress.status)) return; // an old event after the end
  experiment.status = progress.status;
  experiment.done = progress.done;
  experiment.secondsElapsed = progress.secondsElapsed;
  experiment.secondsLeft = progress.secondsLeft;
  if (progress.grids.length > 0) experiment.grids = progress.grids;
  const recordEvery = recordEveryOf(experiment.record?.spec);
  const runs = new Map(experiment.runs.map((run) => [run.index, run]));
  for (const piece of progress.runs) {
    const known = runs.get(piece.index);
    if (known !== undefined && !isActive(known.status)) continue;
    runs.set(piece.index, withProgress(experiment.id, known, piece, recordEvery));
  }
  experiment.runs = [...runs.values()].sort((a, b) => a.index - b.index);
}

export function isOver(status: LiveExperiment['status']): boolean {
  return status !== 'queued' && status !== 'running';
}

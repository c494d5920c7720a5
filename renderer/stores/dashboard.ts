/** How the runs on screen are looked at: which charts, which runs, which axes, where the cross-hair is. */

import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { quantityInfo, quantityNames, type QuantityName } from '#contract/quantities.ts';
import { availableXAxes, xAxisNames, type XAxis } from '#figures/runs.ts';
import type { Bounds } from '../charts/curves.ts';
import { meanRuns, spreadNames, type MeanRun, type Spread } from '../charts/repeats.ts';
import { useDraft } from './draft.ts';
import { useExperiments } from './experiments.ts';
import { keptRef } from './keep.ts';
import { useLive } from './live.ts';
import { withNames, withVariants, type ScreenRun } from './screen-run.ts';
import { shownScaling } from './shown-scaling.ts';
import { useTerms } from './terms.ts';

export const cardSpans = [4, 6, 8, 12] as const;
export const cardHeights = [200, 260, 340, 460] as const;

export interface DashboardCard {
  readonly quantity: QuantityName;
  /** Columns of twelve. */
  span: (typeof cardSpans)[number];
  /** Pixels. */
  height: (typeof cardHeights)[number];
  /** null: as the quantity's registry entry says. */
  yAxis: 'linear' | 'logarithmic' | null;
  view: 'chart' | 'table';
}

const firstQuantities: readonly QuantityName[] = [
  'loss',
  'cosineToNaturalGradient',
  'gradientNorm',
  'stepNorm',
];

function newCard(quantity: QuantityName): DashboardCard {
  return { quantity, span: 6, height: 260, yAxis: null, view: 'chart' };
}

export const useDashboard = defineStore('dashboard', () => {
  const experiments = useExperiments();
  const draft = useDraft();
  const live = useLive();
  const terms = useTerms();
  const looked = (found: readonly ScreenRun[]) => withVariants(withNames(found, terms.terminology));
  const cards = keptRef<DashboardCard[]>('dashboard.cards', firstQuantities.map(newCard), acceptCards);
  const wantedXAxis = keptRef<XAxis>('dashboard.xAxis', 'iteration', (found) =>
    xAxisNames.find((name) => name === found),
  );
  const hidden = ref<ReadonlySet<string>>(new Set());
  const baseline = ref<string | null>(null);
  /** Position of the cross-hair on the x axis of all charts. */
  const cursor = ref<number | null>(null);
  /** Bounds of the x axis of all charts after zooming, null for all of it. */
  const xBounds = ref<Bounds | null>(null);
  /** Bounds of the y axis of each chart after zooming. */
  const yBounds = ref<Readonly<Partial<Record<QuantityName, Bounds>>>>({});
  watch(xBounds, (bounds) => {
    if (bounds === null) yBounds.value = {};
  });

  /** Runs that were added one by one: cells of a grid. */
  const added = shallowRef<readonly ScreenRun[]>([]);
  /** What the charts and the table show: the live comparison while it is on, else the experiments. */
  const runs = computed<readonly ScreenRun[]>(() =>
    looked(live.runs ?? [...experiments.runs, ...added.value]),
  );
  /** The documents of what is shown: while live mode is on, the form's. */
  const documents = computed<readonly unknown[]>(() =>
    live.runs === null ? experiments.shownExperiments.map(({ record }) => record?.spec) : [draft.document],
  );
  const scaling = computed(() => shownScaling(documents.value.filter((spec) => spec !== undefined)));
  const visibleRuns = computed<readonly ScreenRun[]>(() =>
    runs.value.filter((run) => !hidden.value.has(run.key)),
  );
  /** What charts of other quantities than the loss show: while a slider moves, the runs before it. */
  const visibleSettled = computed<readonly ScreenRun[]>(() =>
    live.moving ? looked(live.settled ?? []).filter((run) => !hidden.value.has(run.key)) : visibleRuns.value,
  );
  /** What the table shows: numbers that change thirty times a second cannot be read. */
  const tableRuns = computed<readonly ScreenRun[]>(() =>
    live.moving && !live.lagging ? looked(live.settled ?? []) : runs.value,
  );
  const spread = keptRef<Spread>('dashboard.spread', 'runs', (found) =>
    spreadNames.find((name) => name === found),
  );
  /** Whether there are repeats to take means over. */
  const repeated = computed(() => runs.value.some((run) => run.repeat > 0));
  /** The visible runs by their means, or null while every run is drawn by itself. */
  const means = computed<readonly MeanRun<ScreenRun>[] | null>(() =>
    spread.value === 'runs' || !repeated.value ? null : meanRuns(visibleRuns.value, spread.value),
  );
  const xAxes = computed(() => availableXAxes(live.moving ? (live.settled ?? []) : runs.value));
  const xAxis = computed<XAxis>(() =>
    xAxes.value.includes(wantedXAxis.value) ? wantedXAxis.value : 'iteration',
  );
  watch(xAxis, (name) => (live.lossesSuffice = name === 'iteration'), { immediate: true });

  watch(
    () => experiments.shown,
    () => {
      hidden.value = new Set();
      baseline.value = null;
      xBounds.value = null;
      cursor.value = null;
      added.value = [];
    },
  );

  function setXAxis(name: XAxis): void {
    wantedXAxis.value = name;
    xBounds.value = null;
    cursor.value = null;
  }
  function setHidden(keys: readonly string[], hide: boolean): void {
    const next = new Set(hidden.value);
    for (const key of keys) {
      if (hide) next.add(key);
      else next.delete(key);
    }
    hidden.value = next;
  }
  function zoom(quantity: QuantityName, x: Bounds, y: Bounds): void {
    xBounds.value = x;
    yBounds.value = { ...yBounds.value, [quantity]: y };
  }
  function add(quantity: QuantityName): void {
    cards.value = [...cards.value, newCard(quantity)];
  }
  function remove(index: number): void {
    cards.value = cards.value.filter((_, i) => i !== index);
  }
  function move(from: number, to: number): void {
    if (to < 0 || to >= cards.value.length || from === to) return;
    const next = [...cards.value];
    next.splice(to, 0, ...next.splice(from, 1));
    cards.value = next;
  }
  function change(index: number, change: Partial<DashboardCard>): void {
    cards.value = cards.value.map((card, i) => (i === index ? { ...card, ...change } : card));
  }
  function resetCards(): void {
    cards.value = firstQuantities.map(newCard);
  }

  return {
    cards,
    hidden,
    baseline,
    cursor,
    xBounds,
    yBounds,
    zoom,
    added,
    runs,
    scaling,
    visibleRuns,
    visibleSettled,
    tableRuns,
    spread,
    repeated,
    means,
    xAxis,
    xAxes,
    setXAxis,
    setHidden,
    add,
    remove,
    move,
    change,
    resetCards,
  };
});

function acceptCards(found: unknown): DashboardCard[] | undefined {
  if (!Array.isArray(found)) return undefined;
  const cards = found.flatMap((item: Partial<DashboardCard> | null) => {
    const quantity = quantityNames.find((name) => name === item?.quantity);
    if (quantity === undefined) return [];
    const card = newCard(quantity);
    return [
      {
        ...card,
        span: cardSpans.find((span) => span === item?.span) ?? card.span,
        height: cardHeights.find((height) => height === item?.height) ?? card.height,
        yAxis: item?.yAxis === 'linear' || item?.yAxis === 'logarithmic' ? item.yAxis : null,
      },
    ];
  });
  return cards.length > 0 ? cards : undefined;
}

export function yAxisOf(card: DashboardCard): 'linear' | 'logarithmic' {
  return card.yAxis ?? quantityInfo[card.quantity].axis;
}

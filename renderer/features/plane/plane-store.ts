/** The plane of a two-parameter problem: what is asked of the lab as the hand moves, and how it is looked at. */

import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import {
  planeFieldNames,
  planeMatrixNames,
  type PlaneAnswer,
  type PlaneFieldName,
  type PlaneMatrixName,
} from '#contract/api/plane.ts';
import { LabError } from '#contract/errors.ts';
import { lastState, pathPoint, type PlaneView } from '#figures/explored-plane.ts';
import { useLab } from '../../lab.ts';
import type { JsonObject } from '../../stores/document-path.ts';
import { useDraft } from '../../stores/draft.ts';
import { useExperiments } from '../../stores/experiments.ts';
import { keptRef } from '../../stores/keep.ts';
import {
  boundsOf,
  densityOf,
  hasPlane,
  problemKey,
  startOf,
  startPath,
  startValue,
  surfaceKey,
  type Bounds,
  type Xy,
} from './plane-source.ts';

/** Without a move for so long the hand rests, and long paths are followed to their ends. */
const restMilliseconds = 200;
const stepsWhileMoving = 2000;
const stepsAtRest = 1_000_000;

export type PlaneOrigin = 'form' | 'experiment';
/** Where ellipses are drawn: nowhere, at the picked point, or where the run of an optimizer is. */
export type EllipsesAt = 'none' | 'point' | `run ${string}`;

export const usePlane = defineStore('plane', () => {
  const { client } = useLab();
  const draft = useDraft();
  const experiments = useExperiments();

  // While the draft is wrong or not yet checked the lab does not count its parameters; the card stays as it is.
  const draftParameters = ref<number | null>(null);
  watch(
    () => draft.parameters,
    (count) => {
      if (count !== null) draftParameters.value = count;
    },
    { immediate: true },
  );
  const stored = computed<JsonObject | null>(() => {
    const record = experiments.primary?.record;
    const spec = record?.spec as JsonObject | undefined;
    return record?.dataset?.d === 2 && spec !== undefined && hasPlane(spec) ? spec : null;
  });
  const origins = computed<PlaneOrigin[]>(() => [
    ...(draftParameters.value === 2 && hasPlane(draft.document) ? (['form'] as const) : []),
    ...(stored.value === null ? [] : (['experiment'] as const)),
  ]);
  const wanted = ref<PlaneOrigin>('form');
  const origin = computed(() =>
    origins.value.includes(wanted.value) ? wanted.value : (origins.value[0] ?? null),
  );
  const document = computed<JsonObject | null>(() =>
    origin.value === null ? null : origin.value === 'form' ? draft.document : stored.value,
  );

  const fields = keptRef<PlaneView['fields']>('plane.fields', ['naturalGradient'], (found) =>
    Array.isArray(found) ? planeFieldNames.filter((name) => found.includes(name)) : undefined,
  );
  function showField(name: PlaneFieldName, on: boolean): void {
    fields.value = planeFieldNames.filter((other) => (other === name ? on : fields.value.includes(other)));
  }
  /** Whose ellipses are drawn. */
  const matrices = keptRef<PlaneView['matrices']>('plane.matrices', planeMatrixNames, (found) =>
    Array.isArray(found) ? planeMatrixNames.filter((name) => found.includes(name)) : undefined,
  );
  function showMatrix(name: PlaneMatrixName, on: boolean): void {
    matrices.value = planeMatrixNames.filter((other) =>
      other === name ? on : matrices.value.includes(other),
    );
  }
  /** State up to which the paths are shown; null: their ends. */
  const position = ref<number | null>(null);
  const ellipses = ref<EllipsesAt>('none');
  const picked = ref<Xy | null>(null);
  /** The start where the document has no place for it. */
  const heldStart = ref<Xy | null>(null);
  /** The window where the document has none, or another than it. */
  const ownWindow = shallowRef<Bounds | null>(null);
  const answer = shallowRef<PlaneAnswer | null>(null);
  const failure = ref<string | null>(null);

  const states = computed(() => (answer.value === null ? 0 : lastState(answer.value.paths)));
  // Start and point are where the hand has put them, before the lab has answered: the next key goes on from there.
  const start = computed<Xy | null>(() => {
    const shown = answer.value;
    if (shown === null || document.value === null) return null;
    return heldStart.value ?? startOf(document.value) ?? [shown.start[0]!, shown.start[1]!];
  });
  /** Where the ellipses are. */
  const at = computed<Xy | null>(() => {
    const shown = answer.value;
    if (ellipses.value === 'none' || shown === null) return null;
    if (ellipses.value === 'point') return picked.value ?? middleOf(shown);
    const path = shown.paths.find(({ optimizer }) => ellipses.value === `run ${optimizer}`);
    const last = path === undefined ? 0 : (path.points.length / 2 - 1) * path.every;
    const place = path === undefined ? null : pathPoint(path, Math.min(position.value ?? last, last));
    return place === null || !Number.isFinite(place.x + place.y) ? null : [place.x, place.y];
  });

  let asking = false;
  let again = false;
  let moving = false;
  let surfaceFor = '';
  /** Counts the problems: an answer about an earlier one is dropped. */
  let problem = 0;
  let resting: ReturnType<typeof setTimeout> | undefined;
  async function ask(): Promise<void> {
    const spec = document.value;
    // What is wrong with a draft is said beside its fields.
    if (spec === null || (origin.value === 'form' && draft.experiment === null)) return;
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    const asked = problem;
    const bounds = ownWindow.value ?? boundsOf(spec);
    const density = densityOf(spec);
    const key = surfaceKey(spec, bounds, density);
    try {
      const found = await client.request('live.plane', {
        spec,
        bounds: bounds as [[number, number], [number, number]] | null,
        density,
        start: heldStart.value as [number, number] | null,
        at: at.value as [number, number] | null,
        surface: key !== surfaceFor,
        longest: moving ? stepsWhileMoving : stepsAtRest,
      });
      if (asked === problem) {
        answer.value = { ...found, surface: found.surface ?? answer.value?.surface ?? null };
        failure.value = null;
        if (bounds === null) ownWindow.value = found.bounds as unknown as Bounds;
        surfaceFor = surfaceKey(spec, ownWindow.value ?? boundsOf(spec), density);
      }
    } catch (error) {
      if (!(error instanceof LabError && error.code === 'cancelled'))
        failure.value = error instanceof Error ? error.message : String(error);
    }
    asking = false;
    if (again) {
      again = false;
      void ask();
    }
  }
  function follow(): void {
    clearTimeout(resting);
    moving = true;
    void ask();
    resting = setTimeout(() => {
      moving = false;
      void ask();
    }, restMilliseconds);
  }
  watch(
    document,
    (now, before) => {
      if (now === null) {
        answer.value = null;
        return;
      }
      if (
        before === null ||
        before === undefined ||
        now['kind'] !== before['kind'] ||
        problemKey(now) !== problemKey(before)
      ) {
        forget();
      } else {
        // A start or a window in the document is the document's to say.
        if (startPath(now) !== null && now !== before) heldStart.value = null;
        if (JSON.stringify(boundsOf(now)) !== JSON.stringify(boundsOf(before))) ownWindow.value = null;
      }
      follow();
    },
    { immediate: true },
  );
  watch(at, (next, before) => {
    if (next?.[0] !== before?.[0] || next?.[1] !== before?.[1]) void ask();
  });
  function forget(): void {
    problem++;
    answer.value = null;
    ownWindow.value = null;
    heldStart.value = null;
    picked.value = null;
    position.value = null;
    surfaceFor = '';
    ellipses.value = document.value?.['kind'] === 'quadratic' ? 'point' : 'none';
  }

  function moveStart(to: Xy): void {
    const spec = document.value;
    if (spec === null) return;
    const place = origin.value === 'form' ? startPath(spec) : null;
    if (place !== null) {
      draft.edit(place, startValue(spec, to));
      return;
    }
    heldStart.value = to;
    follow();
  }
  function pick(to: Xy): void {
    picked.value = to;
    ellipses.value = 'point';
  }
  function look(window: Bounds | null): void {
    ownWindow.value = window;
    follow();
  }

  return {
    origins,
    origin,
    wanted,
    document,
    fields,
    showField,
    matrices,
    showMatrix,
    position,
    states,
    ellipses,
    start,
    at,
    answer,
    failure,
    moveStart,
    pick,
    look,
  };
});

/** The minimum where there is one, else the start. */
function middleOf({ surface, start }: PlaneAnswer): Xy {
  const found = surface !== null && surface.minimum.status !== 'none' ? surface.minimum.theta : start;
  return [found[0]!, found[1]!];
}

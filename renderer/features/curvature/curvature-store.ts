/** The analysis being set up and the one that is shown. */

import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { ExperimentRecord } from '#contract/api/experiments.ts';
import { curvatureWork, liveCurvatureWork } from '#contract/api/live.ts';
import { LabError, type Issue } from '#contract/errors.ts';
import { parseExperiment } from '#contract/parse-experiment.ts';
import { useLab } from '../../lab.ts';
import { useDatasets } from '../../stores/datasets.ts';
import type { JsonObject } from '../../stores/document-path.ts';
import { useDraft } from '../../stores/draft.ts';
import { useExperiments } from '../../stores/experiments.ts';
import { keptRef } from '../../stores/keep.ts';
import { useMessages } from '../../stores/messages.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { useTerms } from '../../stores/terms.ts';
import { datasetTitle, modelTitle } from '../experiment/document-words.ts';
import { curvatureSpec, firstSettings, settingsSchema } from './curvature-spec.ts';
import { useFollowing } from './follow.ts';
import { isScaling, notesFor, type Scaling } from './notes.ts';
import { useRecordedPath } from './recorded-path.ts';

export const useCurvature = defineStore('curvature', () => {
  const { client } = useLab();
  const draft = useDraft();
  const datasets = useDatasets();
  const experiments = useExperiments();
  const messages = useMessages();
  const navigation = useNavigation();

  const terms = useTerms();
  const names = computed(() => terms.names);

  const settings = keptRef(
    'curvature.settings',
    firstSettings,
    (found) => settingsSchema.safeParse(found).data,
  );
  /** For point `run`: a stored experiment, one of its runs that recorded its path, and a state on it. */
  const stored = shallowRef<ExperimentRecord | null>(null);
  const run = ref(0);
  const iteration = ref(0);
  const paths = computed(() => stored.value?.runs.filter(({ path }) => path !== null) ?? []);
  const path = computed(() => paths.value.find(({ index }) => index === run.value) ?? paths.value[0] ?? null);
  const states = computed(() =>
    path.value?.path ? Math.floor(path.value.path.length / path.value.theta.length) : 0,
  );
  const iterate = computed<readonly number[] | null>(() => {
    const chosen = path.value;
    if (!chosen?.path || states.value === 0) return null;
    const at = Math.min(iteration.value, states.value - 1) * chosen.theta.length;
    return [...chosen.path.subarray(at, at + chosen.theta.length)];
  });

  /** An iteration belongs to the data and the model of its own experiment; every other point to the draft's. */
  const source = computed<JsonObject>(() =>
    settings.value.point === 'run' && stored.value !== null
      ? (stored.value.spec as JsonObject)
      : draft.document,
  );
  const sourceTitle = computed(() => {
    const dataset = datasetTitle((source.value['dataset'] ?? {}) as JsonObject, datasets.entries);
    return `${dataset}, ${modelTitle((source.value['model'] ?? {}) as JsonObject)}`;
  });
  const pointTitle = computed(
    () =>
      ({
        start: 'at the start',
        minimum: 'at the minimum',
        values: 'at given parameters',
        run: `at iteration ${iteration.value} of ${path.value?.optimizer ?? 'a run'}`,
      })[settings.value.point],
  );
  const spec = computed(() =>
    curvatureSpec(
      source.value,
      settings.value,
      iterate.value,
      `${sourceTitle.value}: curvature ${pointTitle.value}`,
    ),
  );

  /** What the lab said against the present document beyond the schema. */
  const refused = shallowRef<readonly Issue[]>([]);
  watch(spec, () => (refused.value = []));
  const issues = computed<readonly Issue[]>(() => {
    const parsed = parseExperiment(spec.value);
    return parsed.ok ? refused.value : parsed.issues;
  });
  function issueAt(key: string): string | null {
    const issue = issues.value.find(
      ({ path: at }) => at === key || at.startsWith(`${key}.`) || at.startsWith(`${key}[`),
    );
    return issue?.message.replace(`${issue.path}: `, '') ?? null;
  }

  /** What an analysis of the chosen run's experiment costs. */
  const work = computed(() => {
    const dataset = stored.value?.dataset ?? null;
    if (dataset === null) return null;
    const model = (stored.value?.spec as JsonObject)['model'] as JsonObject | undefined;
    return curvatureWork(dataset, {
      perceptron: model?.['kind'] === 'mlp',
      structures: settings.value.structures,
    });
  });
  const follows = computed(
    () =>
      settings.value.point === 'run' &&
      path.value !== null &&
      work.value !== null &&
      work.value <= liveCurvatureWork &&
      !settings.value.informationMatrixTest,
  );
  const wanted = computed(() => (follows.value && parseExperiment(spec.value).ok ? spec.value : null));
  const { followed, failure: followFailure, leave } = useFollowing(wanted);

  const shownId = ref<string | null>(null);
  const shown = computed(() =>
    shownId.value === null ? null : (experiments.experiments.get(shownId.value) ?? null),
  );
  /** Of the analysis that is shown: the formulas of the notes are written with it. */
  const scaling = computed<Scaling>(() => {
    const analysed = followed.value?.spec ?? (shown.value?.record?.spec as JsonObject | undefined);
    const found = analysed?.['scaling'];
    return isScaling(found) ? found : 'mean';
  });
  const notes = computed(() => notesFor(names.value, scaling.value));
  /** What is shown of a running analysis changes in place. */
  const status = computed(() => {
    void experiments.revision;
    return shown.value?.status ?? null;
  });

  async function show(id: string): Promise<void> {
    if (shownId.value !== id) leave();
    shownId.value = id;
    if (!experiments.experiments.has(id)) await experiments.load(id);
  }
  const starting = ref(false);
  async function analyse(): Promise<void> {
    if (starting.value || issues.value.length > 0) return;
    starting.value = true;
    const go = navigation.goFromHere();
    try {
      const { id } = await client.request('experiments.start', { spec: spec.value });
      await show(id);
      go('curvature', id);
    } catch (error) {
      if (error instanceof LabError && error.issues.length > 0) refused.value = error.issues;
      else
        messages.show(
          'error',
          `The analysis could not start: ${error instanceof Error ? error.message : String(error)}`,
        );
    }
    starting.value = false;
  }
  async function openStored(id: string): Promise<void> {
    await messages.attempt('The experiment could not be opened', async () => {
      stored.value = await client.request('experiments.open', { id });
      run.value = paths.value[0]?.index ?? 0;
      iteration.value = Math.max(0, states.value - 1);
    });
  }
  const {
    running,
    starting: startingPath,
    record: recordPath,
    cancel: cancelPath,
  } = useRecordedPath(stored, openStored);
  /** Whether the chosen experiment runs again with its path. */
  const recordingPath = computed(
    () => startingPath.value || (running.value !== null && running.value.of === stored.value?.summary.id),
  );

  return {
    names,
    notes,
    scaling,
    settings,
    stored,
    run,
    iteration,
    paths,
    path,
    states,
    sourceTitle,
    spec,
    issues,
    issueAt,
    follows,
    followed,
    followFailure,
    shownId,
    shown,
    status,
    starting,
    show,
    analyse,
    openStored,
    recordPath,
    cancelPath,
    recordingPath,
  };
});

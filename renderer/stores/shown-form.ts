/** Whether the form is of the experiments on screen. */

import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { JsonObject } from './document-path.ts';
import { useDraft } from './draft.ts';
import { useExperiments } from './experiments.ts';
import { useLive } from './live.ts';
import { formStateOf, type FormState } from './form-state.ts';

export const useShownForm = defineStore('shown-form', () => {
  const draft = useDraft();
  const experiments = useExperiments();
  const live = useLive();
  const specs = computed(() =>
    experiments.shownExperiments.flatMap(({ record }) =>
      record === null ? [] : [record.spec as JsonObject],
    ),
  );
  /** null while nothing is to be told: live curves are the form's, and the lab has to answer about the form first. */
  const state = computed<FormState | null>(() => {
    if (live.runs !== null || specs.value.length === 0 || specs.value.length < experiments.shown.length)
      return null;
    if (draft.issues.length > 0) return formStateOf(null, specs.value);
    return draft.resolved === null ? null : formStateOf(draft.resolved, specs.value);
  });
  return { state };
});

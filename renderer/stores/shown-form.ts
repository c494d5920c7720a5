/** Whether the form is of the experiments on screen. */

import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { JsonObject } from './document-path.ts';
import { useDraft } from './draft.ts';
import { useExperiments } from './experiments.ts';
import { useLive } from './live.ts';
import { formStateOf, type FormState } from './form-state.ts';

interface Found {
  readonly of: readonly JsonObject[];
  readonly known: FormState | null;
}

export const useShownForm = defineStore('shown-form', () => {
  const draft = useDraft();
  const experiments = useExperiments();
  const live = useLive();
  const specs = computed(() =>
    experiments.shownExperiments.flatMap(({ record }) =>
      record === null ? [] : [record.spec as JsonObject],
    ),
  );
  /** What was found, and of which experiments. */
  const found = computed<Found>((before) => {
    const of = specs.value;
    const state = (known: FormState | null): Found => ({ of, known });
    if (live.runs !== null || of.length === 0 || of.length < experiments.shown.length) return state(null);
    if (draft.experiment === null) return state(formStateOf(null, of));
    // Between an edit and the lab's answer what was said of the same experiments stands: it would flicker.
    if (!draft.isChecked)
      return before?.of.length === of.length && of.every((spec, i) => spec === before.of[i])
        ? before
        : state(null);
    if (draft.issues.length > 0) return state(formStateOf(null, of));
    return state(draft.resolved === null ? null : formStateOf(draft.resolved, of));
  });
  /** null while nothing is to be told: live curves are the form's, and the lab has to answer about the form first. */
  const state = computed(() => found.value.known);
  return { state };
});

/** The words that the screens say: those of machine learning or those of statistics (Table 1). */

import { defineStore } from 'pinia';
import { computed } from 'vue';
import { terminologies, type Terminology } from '#contract/terminology.ts';
import { words } from '#figures/terminology.ts';
import { keptRef } from './keep.ts';

export const useTerms = defineStore('terms', () => {
  const terminology = keptRef<Terminology>('terminology', 'machine-learning', (found) =>
    terminologies.find((name) => name === found),
  );
  const names = computed(() => words[terminology.value]);
  return { terminology, names };
});

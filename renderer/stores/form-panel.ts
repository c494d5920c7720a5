/** Whether the form is on screen: beside the charts, or over them where the window is narrow. */

import { useMediaQuery } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { keptRef } from './keep.ts';

export const useFormPanel = defineStore('form-panel', () => {
  const narrow = useMediaQuery('(width < 1000px)');
  const docked = keptRef('form.shown', true, (found) => (typeof found === 'boolean' ? found : undefined));
  const overlaid = ref(false);
  const shown = computed(() => (narrow.value ? overlaid.value : docked.value));

  function set(on: boolean): void {
    if (narrow.value) overlaid.value = on;
    else docked.value = on;
  }
  return { narrow, shown, open: () => set(true), close: () => set(false), toggle: () => set(!shown.value) };
});

/** Light, dark or as the system; more contrast; less motion. */

import { defineStore } from 'pinia';
import { computed, ref, watchEffect } from 'vue';
import { keptRef } from './keep.ts';

export const themeChoices = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themeChoices)[number];
export type Theme = 'light' | 'dark';

export const useAppearance = defineStore('appearance', () => {
  const choice = keptRef<ThemeChoice>('theme', 'system', (found) =>
    themeChoices.find((name) => name === found),
  );
  const highContrast = keptRef('contrast', false, (found) =>
    typeof found === 'boolean' ? found : undefined,
  );

  const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');
  const systemDark = ref(prefersDark.matches);
  prefersDark.addEventListener('change', (event) => (systemDark.value = event.matches));
  const prefersContrast = window.matchMedia('(prefers-contrast: more)');
  const systemContrast = ref(prefersContrast.matches);
  prefersContrast.addEventListener('change', (event) => (systemContrast.value = event.matches));

  const theme = computed<Theme>(() =>
    choice.value === 'system' ? (systemDark.value ? 'dark' : 'light') : choice.value,
  );
  watchEffect(() => {
    const root = document.documentElement;
    root.dataset['theme'] = theme.value;
    root.dataset['contrast'] = highContrast.value || systemContrast.value ? 'high' : 'normal';
  });
  return { choice, theme, highContrast };
});

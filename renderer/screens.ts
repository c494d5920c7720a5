/**
 * The screens of the lab in the order of the rail. A new screen is a component and an entry here. The first one comes
 * with the app; the others are loaded when the page has nothing else to do, or when they are asked for before that.
 */

import { Database, FlaskConical, Grid3x3, History, Images } from '@lucide/vue';
import { defineAsyncComponent, type Component } from 'vue';
import ExperimentScreen from './features/experiment/ExperimentScreen.vue';
import type { ScreenName } from './stores/navigation.ts';

export interface ScreenEntry {
  readonly name: ScreenName;
  readonly label: string;
  readonly icon: Component;
  readonly component: Component;
}

const later = {
  curvature: () => import('./features/curvature/CurvatureScreen.vue'),
  gallery: () => import('./features/gallery/GalleryScreen.vue'),
  datasets: () => import('./features/datasets/DatasetsScreen.vue'),
  history: () => import('./features/history/HistoryScreen.vue'),
};

/** Loads what was put off, so that no screen waits for it later, even where the lab has gone meanwhile. */
export function loadScreens(): void {
  requestIdleCallback(() => {
    // A failure is that of the screen, when it is asked for.
    void Promise.allSettled(Object.values(later).map((load) => load()));
  });
}

export const screens: readonly [ScreenEntry, ...ScreenEntry[]] = [
  { name: 'experiment', label: 'Experiment', icon: FlaskConical, component: ExperimentScreen },
  { name: 'curvature', label: 'Curvature', icon: Grid3x3, component: defineAsyncComponent(later.curvature) },
  { name: 'gallery', label: 'Gallery', icon: Images, component: defineAsyncComponent(later.gallery) },
  { name: 'datasets', label: 'Data sets', icon: Database, component: defineAsyncComponent(later.datasets) },
  { name: 'history', label: 'History', icon: History, component: defineAsyncComponent(later.history) },
];

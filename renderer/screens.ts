/** The screens of the lab in the order of the rail. A new screen is a component and an entry here. */

import { Database, FlaskConical, Grid3x3, History, Images } from '@lucide/vue';
import type { Component } from 'vue';
import CurvatureScreen from './features/curvature/CurvatureScreen.vue';
import DatasetsScreen from './features/datasets/DatasetsScreen.vue';
import ExperimentScreen from './features/experiment/ExperimentScreen.vue';
import GalleryScreen from './features/gallery/GalleryScreen.vue';
import HistoryScreen from './features/history/HistoryScreen.vue';
import type { ScreenName } from './stores/navigation.ts';

export interface ScreenEntry {
  readonly name: ScreenName;
  readonly label: string;
  readonly icon: Component;
  readonly component: Component;
}

export const screens: readonly [ScreenEntry, ...ScreenEntry[]] = [
  { name: 'experiment', label: 'Experiment', icon: FlaskConical, component: ExperimentScreen },
  { name: 'curvature', label: 'Curvature', icon: Grid3x3, component: CurvatureScreen },
  { name: 'gallery', label: 'Gallery', icon: Images, component: GalleryScreen },
  { name: 'datasets', label: 'Data sets', icon: Database, component: DatasetsScreen },
  { name: 'history', label: 'History', icon: History, component: HistoryScreen },
];

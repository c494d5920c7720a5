/** Mounts the application on a lab: the real one, or one made for a test. */

import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { config } from 'zod';
import App from './App.vue';
import './design/fonts.ts';
import './design/tokens.css';
import './design/base.css';
import './design/controls.css';
import { labKey, type Lab } from './lab.ts';
import type { JsonObject } from './stores/document-path.ts';
import { useDraft } from './stores/draft.ts';

// The content security policy forbids code from strings; without this zod tries it once and the policy reports it.
config({ jitless: true });

/** `linked`: the experiment that the page's address brought, which becomes the draft (undo brings the old one back). */
export function startApp(lab: Lab, linked: JsonObject | null): void {
  const app = createApp(App);
  app.provide(labKey, lab);
  app.use(createPinia());
  if (linked !== null) app.runWithContext(() => useDraft().replace(linked));
  app.mount('#app');
}

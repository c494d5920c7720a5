/** Starts the application in the window or the browser tab. */

import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { config } from 'zod';
import App from './App.vue';
import './design/fonts.ts';
import './design/tokens.css';
import './design/base.css';

// The content security policy forbids code from strings; without this zod tries it once and the policy reports it.
config({ jitless: true });

createApp(App).use(createPinia()).mount('#app');

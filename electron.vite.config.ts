import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import { resolve } from 'node:path';

const from = (path: string) => resolve(import.meta.dirname, path);

/** The three bundles of the app. The worker's bundle is made by scripts/build.ts: it must stand alone. */
export default defineConfig({
  main: {
    build: {
      outDir: 'dist/main',
      target: 'node24',
      minify: false,
      // Run-time packages stay packages: a bundled piscina does not find its own worker.
      externalizeDeps: true,
      rolldownOptions: {
        input: {
          index: from('main/electron/index.ts'),
          cli: from('main/cli/index.ts'),
          server: from('main/server/index.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'dist/preload',
      target: 'node24',
      minify: false,
      // A sandboxed preload is one CommonJS file that can require electron and nothing else.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: from('main/electron/preload.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    base: '/',
    plugins: [vue()],
    define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
    build: {
      outDir: 'dist/renderer',
      target: 'chrome140',
      // The content security policy allows files from the app's own origin, no data: addresses but for images.
      assetsInlineLimit: 0,
      minify: true,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: from('renderer/index.html') },
    },
  },
});

import { defineConfig } from 'vitest/config';

// FULL=1 (npm run test:full) adds the long tests: files named *.full.test.ts.
const full = process.env['FULL'] === '1';

const exclude = ['**/node_modules/**', 'dist/**', 'tests/e2e/**', ...(full ? [] : ['**/*.full.test.ts'])];
/** Tests that measure time: they run one by one, after the others, which take every core. */
const timed = [
  'main/lab/datasets/fuzz*.test.ts',
  'main/lab/live/live-service.test.ts',
  'workers/kernels/advantage.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: ['scripts/kernels.ts'],
    pool: 'forks',
    testTimeout: full ? 600_000 : 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          include: ['{contract,workers,figures,main,renderer,datasets,scripts}/**/*.test.ts'],
          exclude: [...exclude, ...timed],
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'timed', include: timed, exclude, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
      // The built app and documents as wholes.
      { extends: true, test: { name: 'system', include: ['tests/**/*.test.ts'], exclude, maxWorkers: 1 } },
    ],
  },
});

import { defineConfig } from 'vitest/config';

// FULL=1 (npm run test:full) adds the long tests: files named *.full.test.ts.
const full = process.env['FULL'] === '1';

export default defineConfig({
  test: {
    include: ['{contract,workers,figures,main,renderer,datasets,scripts,tests}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', 'tests/e2e/**', ...(full ? [] : ['**/*.full.test.ts'])],
    globalSetup: ['scripts/kernels.ts'],
    pool: 'forks',
    testTimeout: full ? 600_000 : 30_000,
  },
});

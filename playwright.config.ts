import { defineConfig } from '@playwright/test';
import { chromiumArguments, findChromium } from './scripts/chromium.ts';

const executablePath = await findChromium();
if (executablePath === null) throw new Error('No Chromium: npm test installs one.');

/** Tests that measure how fast the screens answer. */
const timed = ['**/live.e2e.ts', '**/many-runs.e2e.ts'];

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.e2e.ts',
  // What is timed runs by itself; of the rest npm test runs two at a time (scripts/test.ts).
  workers: 1,
  projects: [
    { name: 'screens', testIgnore: timed, outputDir: 'test-results/screens' },
    { name: 'timed', testMatch: timed, outputDir: 'test-results/timed' },
  ],
  timeout: 240_000,
  expect: { timeout: 30_000 },
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath, args: chromiumArguments },
    // A trace of everything, in case, is a third of the time; --trace on makes one of what failed.
    screenshot: 'only-on-failure',
  },
});

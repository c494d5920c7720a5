/** A Chromium for the end-to-end tests and the screenshots: found, or installed where that is possible. */

import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

/**
 * What a page in a test does without. Playwright has a list of its own, which a second one replaces: all lines but
 * the last repeat of it what concerns pages of this machine and traffic. The omnibox's popup is two pages of Chromium itself,
 * which every new context would load beside the one under test: an eighth of the time of a short test.
 */
const disabledFeatures = [
  ...['DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable', 'PaintHolding'],
  ...['ThirdPartyStoragePartitioning', 'AvoidUnnecessaryBeforeUnloadCheckSync'],
  ...['MediaRouter', 'OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch'],
  ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'],
];

/** No window, no background traffic; `--no-sandbox` because the tests also run as root in containers. */
export const chromiumArguments = [
  `--disable-features=${disabledFeatures.join(',')}`,
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The first Chromium on PATH, or Playwright's own where it was installed; null where there is none. */
export async function findChromium(): Promise<string | null> {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of names) {
      const file = join(directory, name);
      if (directory !== '' && isExecutable(file)) return file;
    }
  }
  const { chromium } = await import('@playwright/test');
  const own = chromium.executablePath();
  return isExecutable(own) ? own : null;
}

/**
 * Finds a Chromium or installs one: Debian's package as root, else Playwright's download. Throws with what to install
 * by hand when neither works.
 */
export async function ensureChromium(): Promise<string> {
  const found = await findChromium();
  if (found !== null) return found;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && run('apt-get', ['--version'])) {
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
  } else {
    run('npx', ['playwright', 'install', 'chromium']);
  }
  const installed = await findChromium();
  if (installed === null) {
    throw new Error(
      'No Chromium was found and none could be installed. Install the package "chromium" of your system (Debian: sudo apt-get install chromium), or put Google Chrome on PATH, and run again.',
    );
  }
  return installed;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function run(command: string, parameters: readonly string[]): boolean {
  const { status } = spawnSync(command, parameters, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}

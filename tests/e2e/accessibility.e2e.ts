/** WCAG 2.2 AA by axe: every screen, in the light and the dark, high contrast of both, and forced colours. */

import type { Page } from '@playwright/test';
import { axeViolations, expect, test } from './fixture.ts';
import { benchScenes, firstScenes, otherScenes, type Scene } from './every-screen.ts';

// axe reads every element: seconds a call on a loaded machine.
test.setTimeout(600_000);

type Look = Parameters<Page['emulateMedia']>[0];
/** All rules are asked in the first; the others differ in colours alone. */
const looks: readonly { readonly name: string; readonly media: Look }[] = [
  { name: 'light', media: { colorScheme: 'light', contrast: 'no-preference', forcedColors: 'none' } },
  { name: 'dark', media: { colorScheme: 'dark', contrast: 'no-preference', forcedColors: 'none' } },
  { name: 'high contrast, light', media: { colorScheme: 'light', contrast: 'more', forcedColors: 'none' } },
  { name: 'high contrast, dark', media: { colorScheme: 'dark', contrast: 'more', forcedColors: 'none' } },
  { name: 'forced colours', media: { colorScheme: 'dark', contrast: 'more', forcedColors: 'active' } },
];

async function expectAccessibleInEveryLook(page: Page, scene: string): Promise<void> {
  for (const [i, { name, media }] of looks.entries()) {
    await page.emulateMedia(media);
    // All rules but `region`: a menu floats outside of the landmarks.
    const found = await axeViolations(page, i === 0 ? 'all' : 'colours', ['region']);
    expect.soft(found, `axe: ${scene}, ${name}`).toEqual([]);
  }
  await page.emulateMedia(looks[0]!.media);
}

const walks: readonly { readonly title: string; readonly scenes: readonly Scene[] }[] = [
  { title: 'the first screens and what floats above them', scenes: firstScenes },
  { title: 'the bench with its results', scenes: benchScenes },
  { title: 'the other screens', scenes: otherScenes },
];
for (const { title, scenes } of walks) {
  test(`axe is clean in every look: ${title}`, async ({ lab, page }) => {
    await lab.open(page);
    for (const { name, show } of scenes) {
      await test.step(name, async () => {
        await show(page);
        await expectAccessibleInEveryLook(page, name);
      });
    }
  });
}

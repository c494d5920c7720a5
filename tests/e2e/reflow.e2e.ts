/** Every screen at 200% zoom and 320 pixels wide, with less motion, and with the focus on each of its controls. */

import type { Page } from '@playwright/test';
import { benchScenes, firstScenes, otherScenes } from './every-screen.ts';
import { expect, test } from './fixture.ts';
import { hiddenFocus, lostControls, lostText, moving } from './page-checks.ts';

const desktop = { width: 1440, height: 900 };
const narrow = [
  { width: 720, height: 450 },
  { width: 320, height: 640 },
];

/** What is open was opened by a button that is now elsewhere: nobody could have, unless it is in view. */
const anchorInView = `(async () => {
  const frames = async (count) => {
    for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
  };
  await frames(3);
  document.querySelector('[aria-haspopup][data-state="open"]')?.scrollIntoView();
  await frames(6);
})()`;

async function expectNothingLost(page: Page, where: string): Promise<void> {
  expect.soft(await page.evaluate<string[]>(lostControls), `controls: ${where}`).toEqual([]);
  expect.soft(await page.evaluate<string[]>(lostText), `text: ${where}`).toEqual([]);
}

const walks = [
  ['the bench', benchScenes],
  ['the first screens', firstScenes],
  ['the other screens', otherScenes],
] as const;
for (const [title, scenes] of walks) {
  test(`nothing is lost at 200% and at 320 pixels, and nothing moves: ${title}`, async ({ lab, page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await lab.open(page);
    for (const { name, show } of scenes) {
      await test.step(name, async () => {
        await show(page);
        expect.soft(await page.evaluate<string[]>(moving), `motion: ${name}`).toEqual([]);
        for (const size of narrow) {
          await page.setViewportSize(size);
          await page.evaluate(anchorInView);
          await expectNothingLost(page, `${name}, ${size.width} pixels`);
          const form = page.getByRole('button', { name: 'Show the form' });
          if (name.startsWith('a form') || name === 'a perceptron') {
            await form.click();
            await expectNothingLost(page, `${name}, the form over it, ${size.width} pixels`);
            await page.getByRole('button', { name: 'Hide the form' }).click();
          }
        }
        await page.setViewportSize(desktop);
      });
    }
  });
}

test('the focus is always seen, whole screens by Tab', async ({ lab, page }) => {
  await lab.open(page);
  const screens = [benchScenes[0]!, otherScenes[5]!, otherScenes[2]!];
  for (const { name, show } of screens) {
    await show(page);
    for (const size of [desktop, narrow[0]!]) {
      await page.setViewportSize(size);
      await page.evaluate('document.activeElement.blur()');
      let stops = 0;
      do {
        await page.keyboard.press('Tab');
        expect.soft(await page.evaluate<string[]>(hiddenFocus), `${name}, ${size.width} pixels`).toEqual([]);
        stops++;
      } while (stops < 150 && (await page.evaluate('document.activeElement !== document.body')));
      expect(stops).toBeGreaterThan(10);
      expect(stops).toBeLessThan(150);
    }
    await page.setViewportSize(desktop);
  }
});

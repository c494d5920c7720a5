import { setTimeout } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './fixture.ts';
import { fairShare } from './fair-share.ts';

// Recording a trace takes screenshots and snapshots of the page: its frames would be counted, not the app's.
test.use({ trace: 'off' });

const lossPlot = (page: Page) => page.getByRole('slider', { name: 'Cross-hair. Training loss (mean)' });

interface Watch {
  /** When charts of the loss were redrawn, milliseconds of the page. */
  readonly drawn: number[];
  /** When the page made a frame. */
  readonly frames: number[];
}

/** Notes frames and redrawings in the page from now on. */
async function watchRedraws(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watch = { drawn: [] as number[], frames: [] as number[] };
    (globalThis as unknown as { watch: typeof watch }).watch = watch;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntriesByName('chart-drawn')) {
        const { detail } = entry as PerformanceMark;
        if (String(detail).startsWith('Training loss')) watch.drawn.push(entry.startTime);
      }
    }).observe({ type: 'mark' });
    const frame = (time: number) => {
      watch.frames.push(time);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/** Frames a second that show another loss chart than the frame before, while a slider is dragged to and fro. */
async function redrawsPerSecond(page: Page, name: string, seconds: number): Promise<number> {
  const thumb = page.getByRole('slider', { name, exact: true });
  await thumb.scrollIntoViewIfNeeded();
  const box = (await thumb.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const started = performance.now();
  const from = await page.evaluate(() => performance.now());
  // Like a mouse, 125 moves a second whether the page has seen the last one or not.
  const moves: Promise<void>[] = [];
  for (let step = 0; performance.now() - started < 1000 * seconds; step++) {
    // A triangle of 60 pixels, three at a time: hardly a move leaves the number as it was.
    const phase = step % 40;
    moves.push(page.mouse.move(x + 3 * (phase < 20 ? phase : 40 - phase), y));
    await setTimeout(8);
  }
  await Promise.all(moves);
  const to = await page.evaluate(() => performance.now());
  await page.mouse.up();
  const { drawn, frames } = await page.evaluate(() => (globalThis as unknown as { watch: Watch }).watch);
  const within = frames.filter((time) => time >= from && time <= to);
  const shown = within.filter((time, i) => {
    const before = within[i - 1] ?? from;
    return drawn.some((at) => at > before && at <= time);
  });
  return shown.length / ((to - from) / 1000);
}

/** A browser without a graphics processor spends a good part of each frame on drawing it in software. */
async function drawsInSoftware(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(`(() => {
    const gl = document.createElement('canvas').getContext('webgl');
    const names = gl?.getExtension('WEBGL_debug_renderer_info') ?? null;
    return names === null || /swiftshader|llvmpipe|software/i.test(gl.getParameter(names.UNMASKED_RENDERER_WEBGL));
  })()`);
}

test('dragging the damping or the step size of EFGD redraws the curves 30 times a second, 15 drawn in software', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await page.getByRole('switch', { name: 'Live' }).click();
  await expect(lossPlot(page)).toHaveAccessibleName(/EFGD from 0\.6931/);
  await watchRedraws(page);
  const wanted = (await drawsInSoftware(page)) ? 15 : 30;
  for (const name of ['Damping of efgd', 'Step size of efgd']) {
    const tries: string[] = [];
    let reached = false;
    for (let attempt = 0; attempt < 4 && !reached; attempt++) {
      const share = await fairShare();
      const rate = await redrawsPerSecond(page, name, 2);
      reached = rate >= wanted * share;
      tries.push(`${rate.toFixed(1)} a second where ${(wanted * share).toFixed(1)} were asked`);
    }
    test.info().annotations.push({ type: name, description: tries.join('; ') });
    expect(reached, `redraws while dragging ${name}: ${tries.join('; ')}`).toBe(true);
  }
});

test('while a slider moves the losses follow, when it rests everything does', async ({ lab, page }) => {
  await lab.open(page);
  await page.getByRole('switch', { name: 'Live' }).click();
  const cosine = page.getByRole('slider', { name: 'Cross-hair. Cosine to the natural gradient' });
  await expect(cosine).toHaveAccessibleName(/EFGD from 1 to/);
  const thumb = page.getByRole('slider', { name: 'Step size of efgd', exact: true });
  await thumb.scrollIntoViewIfNeeded();
  const box = (await thumb.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  const card = page.getByRole('region', { name: 'Cosine to the natural gradient' });
  // Moved on and on, the slider never rests: the loss is new, the cosine still that of before, and says so.
  let cosineBefore: string | null = null;
  await expect(async () => {
    const lossBefore = await lossPlot(page).getAttribute('aria-label');
    cosineBefore = await cosine.getAttribute('aria-label');
    await page.mouse.move(box.x + box.width / 2 + 15 + 10 * Math.random(), box.y + box.height / 2);
    await expect(lossPlot(page)).not.toHaveAttribute('aria-label', lossBefore!, { timeout: 100 });
    await expect(card).toContainText('follows when you pause', { timeout: 1 });
    expect(await cosine.getAttribute('aria-label')).toBe(cosineBefore);
  }).toPass({ intervals: [10], timeout: 30_000 });
  // Held still, but not let go.
  await expect(card).not.toContainText('follows when you pause');
  await expect(cosine).not.toHaveAttribute('aria-label', cosineBefore!);
  await page.mouse.up();
});

test('an update rule that is set a few times a second ends with the last number', async ({ lab, page }) => {
  await lab.open(page);
  await page.getByRole('slider', { name: 'Step size of efgd', exact: true }).focus();
  await page.evaluate(`(async () => {
    for (let i = 0; i < 2; i++) {
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  })()`);
  const exact = await page.getByRole('textbox', { name: 'Step size of efgd, exact' }).inputValue();
  const rule = page.getByRole('article', { name: 'Optimizer efgd' }).locator('.rule');
  await expect(rule).toContainText(exact.replaceAll(/^0\.0*|e.*$/g, ''));
});

import { setTimeout } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './fixture.ts';
import { fairShare } from './fair-share.ts';

// Recording a trace takes screenshots and snapshots of the page: its frames would be counted, not the app's.
test.use({ trace: 'off' });

const quantityTitles = ['Training loss', 'Cosine to the natural', 'Gradient norm', 'Step norm'];
const plot = (page: Page, title: string) => page.getByRole('slider', { name: `Cross-hair. ${title}` });
const lossPlot = (page: Page) => plot(page, 'Training loss (mean)');
const cosinePlot = (page: Page) => plot(page, 'Cosine to the natural gradient');

interface Watch {
  /** Redrawings: when, in milliseconds of the page, and of which chart. */
  readonly charts: { readonly at: number; readonly title: string }[];
  /** When the page made a frame. */
  readonly frames: number[];
  /** When one of them showed a chart that waits for a pause. */
  readonly waiting: number[];
}

/** Notes frames and redrawings in the page from now on. */
async function watchRedraws(page: Page): Promise<void> {
  await page.evaluate(() => {
    const charts: { at: number; title: string }[] = [];
    const watch = { charts, frames: [] as number[], waiting: [] as number[] };
    (globalThis as unknown as { watch: typeof watch }).watch = watch;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntriesByName('chart-drawn')) {
        watch.charts.push({ at: entry.startTime, title: String((entry as PerformanceMark).detail) });
      }
    }).observe({ type: 'mark' });
    const frame = (time: number) => {
      watch.frames.push(time);
      if (document.querySelector('.lagging') !== null) watch.waiting.push(time);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/** Drags a slider to and fro; returns what the page did meanwhile. */
async function dragged(page: Page, name: string, seconds: number): Promise<Watch & { seconds: number }> {
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
  // Back where it was: from try to try it would wander to the end of its track, where no move changes the number.
  await page.mouse.move(x, y);
  await page.mouse.up();
  const { charts, frames, waiting } = await page.evaluate(
    () => (globalThis as unknown as { watch: Watch }).watch,
  );
  return {
    charts: charts.filter(({ at }) => at >= from && at <= to),
    frames: frames.filter((time) => time >= from && time <= to),
    waiting: waiting.filter((time) => time >= from && time <= to),
    seconds: (to - from) / 1000,
  };
}

/** Frames a second that show another loss chart than the frame before, while a slider is dragged to and fro. */
async function redrawsPerSecond(page: Page, name: string): Promise<number> {
  const { charts, frames, seconds } = await dragged(page, name, 2);
  const drawn = charts.filter(({ title }) => title.startsWith('Training loss'));
  const shown = frames.filter((time, i) => {
    const before = frames[i - 1] ?? 0;
    return drawn.some(({ at }) => at > before && at <= time);
  });
  return shown.length / seconds;
}

test('dragging the damping or the step size of EFGD redraws the curves 30 times a second', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await page.getByRole('switch', { name: 'Live' }).click();
  await expect(lossPlot(page)).toHaveAccessibleName(/EFGD from 0\.6931/);
  await watchRedraws(page);
  const wanted = 30;
  for (const name of ['Damping of efgd', 'Step size of efgd']) {
    const tries: string[] = [];
    let reached = false;
    // What else runs on the machine or beside it can only slow a try, and changes from second to second.
    for (let attempt = 0; attempt < 5 && !reached; attempt++) {
      const before = await fairShare();
      const rate = await redrawsPerSecond(page, name);
      const share = Math.min(before, await fairShare());
      reached = rate >= wanted * share;
      tries.push(`${rate.toFixed(1)} a second where ${(wanted * share).toFixed(1)} were asked`);
    }
    test.info().annotations.push({ type: name, description: tries.join('; ') });
    expect(reached, `redraws while dragging ${name}: ${tries.join('; ')}`).toBe(true);
  }
});

/** Takes the step size of EFGD by its thumb; returns what moves it to another place, never back to the first. */
async function holdStepSize(page: Page): Promise<() => Promise<void>> {
  const thumb = page.getByRole('slider', { name: 'Step size of efgd', exact: true });
  await thumb.scrollIntoViewIfNeeded();
  const box = (await thumb.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  return () => page.mouse.move(x + 15 + 10 * Math.random(), y);
}

test('while a slider moves all charts of a small problem follow', async ({ lab, page }) => {
  await lab.open(page);
  // Small also for a machine that others use.
  await page.getByLabel('Iterations').fill('40');
  await page.getByRole('switch', { name: 'Live' }).click();
  await expect(cosinePlot(page)).toHaveAccessibleName(/EFGD from 1 to/);
  await watchRedraws(page);
  await expect(async () => {
    const { charts, waiting } = await dragged(page, 'Step size of efgd', 2);
    expect(waiting).toEqual([]);
    const counts = quantityTitles.map(
      (title) => charts.filter((chart) => chart.title.startsWith(title)).length,
    );
    // The loss at each answer, the others at some of them, together or in turn.
    expect(counts[0]).toBeGreaterThan(10);
    expect(Math.min(...counts), counts.join()).toBeGreaterThan(counts[0]! / 8);
  }).toPass({ timeout: 60_000 });
  // At rest every chart shows the last number, not that of its last turn: what a fresh answer shows too.
  await setTimeout(1000);
  const names = () =>
    Promise.all(quantityTitles.map((title) => plot(page, title).getAttribute('aria-label')));
  const atRest = await names();
  for (let times = 0; times < 2; times++) await page.getByRole('switch', { name: 'Live' }).click();
  await expect(cosinePlot(page)).toHaveAccessibleName(/EFGD from 1 to/);
  await setTimeout(500);
  expect(await names()).toEqual(atRest);
});

test('while a slider moves the losses of a larger problem follow, when it rests everything does', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await page.getByLabel('Iterations').fill('10000');
  await page.getByRole('switch', { name: 'Live' }).click();
  const cosine = cosinePlot(page);
  await expect(cosine).toHaveAccessibleName(/EFGD from 1 to/);
  const move = await holdStepSize(page);
  const card = page.getByRole('region', { name: 'Cosine to the natural gradient' });
  // Moved on and on, the slider never rests: the loss is new, the cosine still that of before, and says so.
  let cosineBefore: string | null = null;
  await expect(async () => {
    const lossBefore = await lossPlot(page).getAttribute('aria-label');
    cosineBefore = await cosine.getAttribute('aria-label');
    await move();
    await expect(lossPlot(page)).not.toHaveAttribute('aria-label', lossBefore!, { timeout: 3000 });
    await expect(card).toContainText('follows when you pause', { timeout: 1 });
    expect(await cosine.getAttribute('aria-label')).toBe(cosineBefore);
  }).toPass({ intervals: [10], timeout: 60_000 });
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

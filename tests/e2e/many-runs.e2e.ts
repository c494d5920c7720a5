import type { Page } from '@playwright/test';
import { fairShare } from './fair-share.ts';
import { expect, test } from './fixture.ts';

test.setTimeout(240_000);
// Recording a trace takes screenshots and snapshots of the page: their time would be counted too.
test.use({ trace: 'off' });

/** Milliseconds that an interaction may take until its effect is painted. */
const limit = 100;

/** 5 optimizers, 100 random starts each, 1,000 iterations. */
const experiment = {
  version: 1,
  name: 'Five hundred runs',
  dataset: { synthetic: 'gaussian-logistic', n: 40, d: 3 },
  model: { kind: 'logistic', l2: 0.01 },
  start: { kind: 'normal', scale: 3, seed: 1 },
  iterations: 1000,
  repeats: 100,
  record: ['loss', 'gradientNorm', 'stepNorm', 'distanceToMinimum', 'seconds'],
  optimizers: [0.01, 0.03, 0.1, 0.3, 1].map((stepSize, i) => ({ id: `gd ${i}`, kind: 'gd', stepSize })),
};

/**
 * Milliseconds from an action in the page to the end of the frame that shows it, the median of several. Strings,
 * because these tests are checked without the types of a page.
 */
async function median(page: Page, action: string, times: number): Promise<number> {
  const samples = await page.evaluate<number[]>(`(async () => {
    const painted = () => new Promise((resolve) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      port2.postMessage(null);
    }));
    const act = ${action};
    const samples = [];
    for (let i = 0; i < ${times}; i++) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const begun = performance.now();
      act(i);
      await painted();
      samples.push(performance.now() - begun);
    }
    return samples;
  })()`);
  return samples.sort((a, b) => a - b)[times >> 1]!;
}

/** Once, or where that was too slow the median of three times: one hiccup of the machine decides nothing. */
async function measured(page: Page, action: string): Promise<number> {
  const times = [await measuredOnce(page, action)];
  if (times[0]! >= limit) times.push(await measuredOnce(page, action), await measuredOnce(page, action));
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

/**
 * The median of seven, an odd number: the last state is another than the first. A busy machine is given the time that
 * it takes away, by the mean of the shares before and after.
 */
async function measuredOnce(page: Page, action: string): Promise<number> {
  const before = await fairShare();
  const taken = await median(page, action, 7);
  return taken * ((before + (await fairShare())) / 2);
}

test('a dashboard of 500 runs by 1,000 iterations answers within 100 ms', async ({ lab, page }, info) => {
  await lab.open(page);
  await page.evaluate(`{
    const transfer = new DataTransfer();
    const text = ${JSON.stringify(JSON.stringify(experiment))};
    transfer.items.add(new File([text], 'experiment.json', { type: 'application/json' }));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
  }`);
  await expect(page.getByRole('article', { name: 'Optimizer gd 4' })).toBeVisible();
  await page.getByRole('button', { name: 'Run comparison' }).click();
  await expect(page.getByText(/^completed$/).first()).toBeVisible({ timeout: 120_000 });
  const table = page.getByRole('region', { name: 'Table of runs' }).getByRole('table');
  await expect(table).toHaveAttribute('aria-rowcount', '501');
  await expect(page.getByRole('slider', { name: 'Cross-hair. Training loss (mean)' })).toHaveAccessibleName(
    /and 488 more runs/,
  );
  const plot = `document.querySelector('[role="slider"][aria-label^="Cross-hair. Training loss"]')`;

  const hover = await measured(
    page,
    `(i) => {
      const box = ${plot}.getBoundingClientRect();
      const at = { clientX: box.left + box.width * (0.3 + 0.05 * i), clientY: box.top + box.height / 2 };
      ${plot}.dispatchEvent(new PointerEvent('pointermove', { ...at, bubbles: true }));
    }`,
  );
  // What was measured did something: the tooltip reads all runs.
  await expect(page.getByText('and 486 more').first()).toBeVisible();
  const milliseconds = {
    hover,
    toggle: await measured(page, `() => document.querySelector('table input[type="checkbox"]').click()`),
    hideMethod: await measured(
      page,
      `() => document.querySelector('ul[aria-label="Methods"] button').click()`,
    ),
    sort: await measured(
      page,
      `() => [...document.querySelectorAll('th button')].find((b) => b.textContent.includes('Last loss')).click()`,
    ),
    xAxis: await measured(
      page,
      `(i) => {
        const select = [...document.querySelectorAll('label')]
          .find((label) => label.textContent.includes('Against')).querySelector('select');
        select.value = i % 2 === 0 ? 'seconds' : 'iteration';
        select.dispatchEvent(new Event('change', { bubbles: true }));
      }`,
    ),
  };
  info.annotations.push({ type: 'milliseconds', description: JSON.stringify(milliseconds) });
  console.log('500 runs, milliseconds to the painted frame:', milliseconds);
  for (const [what, taken] of Object.entries(milliseconds)) expect.soft(taken, what).toBeLessThan(limit);

  // Odd numbers of clicks: a method is hidden, the table sorted, the axis changed.
  await expect(page.getByRole('list', { name: 'Methods' }).getByRole('button').first()).toHaveAttribute(
    'aria-pressed',
    'false',
  );
  await expect(page.getByRole('combobox', { name: 'Against' })).toHaveValue('seconds');
});

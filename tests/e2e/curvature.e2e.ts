import { expect, expectAccessible, runComparison, test } from './fixture.ts';

// axe reads every element in both themes: seconds a call on a loaded machine.
test.setTimeout(240_000);

test('curvature at a point, in two terminologies, and a refusal that says what would help', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await page.getByLabel('Data set', { exact: true }).selectOption({ label: 'Breast cancer (WDBC)' });
  await page.getByRole('button', { name: 'Curvature', exact: true }).click();
  await expect(page.getByText('No analysis yet')).toBeVisible();

  const analyse = page.getByRole('button', { name: 'Analyse curvature' });
  await page.getByLabel('Damping', { exact: true }).fill('-1');
  await expect(page.getByText('-1 is not a number >= 0')).toBeVisible();
  await expect(analyse).toBeDisabled();
  await page.getByLabel('Damping', { exact: true }).fill('1e-6');

  // At theta = 0 a logistic model has F = EF.
  await analyse.click();
  const results = page.getByRole('region', { name: 'Results of the analysis' });
  await expect(results.getByRole('img', { name: /^Empirical Fisher: 31 by 31/ })).toBeVisible({
    timeout: 60_000,
  });
  await expect(results.getByText('Relative difference |EF − F| / |F|')).toBeVisible();
  await expect(results.getByRole('region', { name: 'Table of directions' })).toContainText(
    'Natural gradient',
  );
  await expect(results.getByText('not admissible', { exact: true })).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel('Terminology').selectOption('Statistics');
  await expect(
    results.getByRole('img', { name: /^Second moment of the gradients \(Eq\. 7\): 31 by 31/ }),
  ).toBeVisible();
  await expect(results.getByRole('img', { name: /^Empirical Fisher: 31 by 31/ })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Terminology')).toHaveValue('statistics');
  await expect(results.getByRole('img', { name: /^Second moment of the gradients/ }).first()).toBeVisible();

  await page.getByLabel('Parameters', { exact: true }).selectOption('Minimum');
  await analyse.click();
  await expect(results.getByText('There is no result')).toBeVisible({ timeout: 60_000 });
  await results.getByRole('button', { name: 'Put model.l2 = 0.001 in the draft' }).click();
  await analyse.click();
  await expect(results.getByRole('img', { name: /^Hessian: 31 by 31/ })).toBeVisible({ timeout: 60_000 });
});

test('each quantity on the screen has a note with formula, place in the paper and scaling', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await page.getByLabel('Data set', { exact: true }).selectOption({ label: 'Figure 2 a' });
  await page.getByRole('button', { name: 'Curvature', exact: true }).click();
  await page.getByLabel('Parameters', { exact: true }).selectOption('Minimum');
  await page.getByRole('switch', { name: 'Structured approximations' }).click();
  await page.getByRole('switch', { name: 'Information-matrix test' }).click();
  await page.getByRole('button', { name: 'Analyse curvature' }).click();
  const results = page.getByRole('region', { name: 'Results of the analysis' });
  await expect(results.getByRole('img', { name: /^Hessian: 2 by 2/ })).toBeVisible({ timeout: 60_000 });

  const seen = new Set<string>();
  for (const group of await results.getByLabel('Show', { exact: true }).locator('option').allInnerTexts()) {
    await results.getByLabel('Show', { exact: true }).selectOption(group);
    // Whatever has a title and a number, a chart or a matrix below it; the number of parameters has no formula.
    const titles = results.locator('dt, .title:has(h3)');
    for (const title of await titles.all()) {
      const name = (await title.innerText()).trim();
      if (seen.has(name) || name === 'Parameters') continue;
      seen.add(name);
      await title.getByRole('button', { name: /^About / }).click();
      const note = page.locator('.popover');
      await expect(note.locator('.katex').first(), name).toBeVisible();
      await expect(note, name).toContainText(
        /Eq\. \d|Section|Figure \d|Appendix|Proposition \d|Not in the paper/,
      );
      await expect(note, name).toContainText(/Scaling: (mean|sum|none|that of|of the gradient)/);
      await page.keyboard.press('Escape');
      await expect(note).toBeHidden();
    }
  }
  for (const card of ['Directions', 'Information-matrix test']) {
    await expect(
      results.getByRole('region', { name: card }).getByRole('button', { name: `About ${card}` }),
    ).toBeVisible();
  }
  for (const name of [
    'Fisher',
    'GGN: trivial split',
    'Fisher of the joint p(x, y)',
    'F, EKFAC',
    'Full, optimal (its transpose)',
  ]) {
    expect([...seen]).toContain(name);
  }

  // Table 1: in the words of statistics no card says a word of machine learning, whatever it shows.
  await page.getByLabel('Terminology').selectOption('Statistics');
  for (const group of await results.getByLabel('Show', { exact: true }).locator('option').allInnerTexts()) {
    await results.getByLabel('Show', { exact: true }).selectOption(group);
    await expect(results, group).not.toContainText(
      /\bEF\b|Empirical-Fisher gradient|Monte-Carlo Fisher|joint p/,
    );
  }
  for (const card of [
    'Matrices',
    'Spectra',
    'Directions',
    'Propositions and splits',
    'Variance adaptation',
  ]) {
    await expect(results.getByRole('region', { name: card, exact: true })).toBeVisible();
  }
  await expect(results.getByRole('region', { name: 'Spectra', exact: true })).toContainText('(F̃, F)');
  await expect(results.getByRole('region', { name: 'Directions', exact: true })).toContainText(
    'Gradient over its second moment',
  );
});

test('the analysis follows the iteration slider of a small run, and says why it does not of a large one', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  const common = { version: 1, record: ['loss', 'theta'] };
  const small = {
    ...{ ...common, name: 'Small', iterations: 30, dataset: { synthetic: 'figure-2-a', n: 200 } },
    ...{ model: { kind: 'logistic' }, optimizers: [{ id: 'ngd', kind: 'ngd', stepSize: 0.5 }] },
  };
  const large = {
    ...{ ...common, name: 'Large', iterations: 1, dataset: { id: 'digits' } },
    ...{ model: { kind: 'softmax' }, optimizers: [{ id: 'gd', kind: 'gd', stepSize: 1e-6 }] },
  };
  for (const document of [small, large]) {
    await page.evaluate(`{
      const transfer = new DataTransfer();
      transfer.items.add(new File([${JSON.stringify(JSON.stringify(document))}], 'experiment.json'));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
    }`);
    await expect(page.getByLabel('Name of the experiment')).toHaveValue(document.name);
    await page.getByRole('button', { name: 'Run comparison' }).click();
    const shown = page.getByRole('region', { name: 'Dashboard' });
    await expect(shown.getByText(document.name)).toBeVisible();
    await expect(page.getByText(/^completed$/).first()).toBeVisible({ timeout: 60_000 });
  }
  await page.getByRole('button', { name: 'Curvature', exact: true }).click();
  await page.getByLabel('Parameters', { exact: true }).selectOption('Iteration of a stored run');
  await page.getByLabel('Experiment', { exact: true }).selectOption('Small');

  // At the first state of a logistic model, theta = 0, F = EF; where the model is wrong they part on the way.
  const results = page.getByRole('region', { name: 'Results of the analysis' });
  const difference = results.locator('.headline > div', { hasText: 'Relative difference' }).locator('dd');
  await expect(difference).toHaveText(/^0\.\d+$/);
  const slider = page.getByRole('slider', { name: 'Iteration' });
  await slider.press('Home');
  await expect(difference).toHaveText(/^(0|\d\.\d+e-1\d)$/);
  await expect(page.getByText(/at iteration 0 of ngd, not kept in the history$/).first()).toBeVisible();
  await slider.press('ArrowRight');
  await expect(page.getByText(/at iteration 1 of ngd, not kept in the history$/).first()).toBeVisible();
  await expect(difference).toHaveText(/^0\.\d+$/);

  // One is kept at the press of the button alone.
  await page.getByRole('button', { name: 'Analyse curvature' }).click();
  await expect(page.getByText('not kept in the history')).toHaveCount(0);
  await expect(difference).toHaveText(/^0\.\d+$/);

  await page.getByLabel('Experiment', { exact: true }).selectOption('Large');
  await expect(
    page.getByText(
      /^Too large to follow the slider: an analysis of 1,797 rows and 650 parameters takes too long\. Press/,
    ),
  ).toBeVisible();
  await page.getByRole('button', { name: 'History', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Table of experiments' }).locator('tbody tr')).toHaveCount(3);
});

test('a run without a recorded path is repeated with it at the press of a button, and has its slider', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await page.getByLabel('Data set', { exact: true }).selectOption({ label: 'Figure 2 a' });
  await runComparison(page);
  await page.getByRole('button', { name: 'Curvature', exact: true }).click();
  await page.getByLabel('Parameters', { exact: true }).selectOption('Iteration of a stored run');
  const experiment = page.getByLabel('Experiment', { exact: true });
  await expect(experiment.locator('option')).toHaveCount(2);
  await experiment.selectOption({ index: 1 });
  const slider = page.getByRole('slider', { name: 'Iteration' });
  await expect(page.getByText('No run of this experiment recorded its path')).toBeVisible();
  await expect(slider).toHaveCount(0);

  // By the keyboard, which goes on at the slider.
  await page.getByRole('button', { name: 'Record the path and run again' }).press('Enter');
  await expect(slider).toBeFocused({ timeout: 60_000 });
  await expect(slider).toHaveValue((await slider.getAttribute('max'))!);
  await expect(experiment.locator('option')).toHaveCount(3);
  await slider.press('Home');
  const results = page.getByRole('region', { name: 'Results of the analysis' });
  await expect(results.getByRole('img', { name: /^Hessian: \d+ by/ })).toBeVisible();
  await expect(page.getByText(/at iteration 0 of \w+, not kept in the history$/).first()).toBeVisible();

  // The first one has none still.
  await experiment.selectOption({ index: 2 });
  await expect(page.getByText('No run of this experiment recorded its path')).toBeVisible();
});

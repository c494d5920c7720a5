import { expect, expectAccessible, test } from './fixture.ts';

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
});

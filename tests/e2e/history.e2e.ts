import type { Locator, Page } from '@playwright/test';
import { expect, expectAccessible, runComparison, test } from './fixture.ts';

test.setTimeout(240_000);

const runRows = (page: Page) => page.getByRole('region', { name: 'Table of runs' }).locator('tbody tr');
const listed = (page: Page) => page.getByRole('region', { name: 'Table of experiments' }).locator('tbody tr');
const row = (page: Page, name: string): Locator =>
  listed(page).filter({ has: page.getByRole('button', { name, exact: true }) });

async function run(page: Page, name: string, iterations: number): Promise<void> {
  await page.getByRole('button', { name: 'Experiment', exact: true }).click();
  await page.getByLabel('Name of the experiment').fill(name);
  await page.getByLabel('Iterations').fill(String(iterations));
  await runComparison(page);
}
const goToHistory = (page: Page) => page.getByRole('button', { name: 'History', exact: true }).click();

test('tags, notes and stars are edited in the history, undone, searched and filtered by', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await run(page, 'First', 4);
  await run(page, 'Second', 5);
  await goToHistory(page);
  await expect(listed(page)).toHaveCount(2);

  // By keyboard: into the notes, kept, and back where one was.
  const notes = page.getByRole('button', { name: 'Notes and tags of First' });
  await notes.press('Enter');
  await expect(page.getByLabel('Notes', { exact: true })).toBeFocused();
  await page.keyboard.type('Damping too small');
  await page.keyboard.press('Tab');
  await page.keyboard.type('paper, slow, paper');
  await page.keyboard.press('Enter');
  await expect(row(page, 'First')).toContainText('Damping too small');
  await expect(row(page, 'First').getByRole('button', { name: /^(paper|slow)$/ })).toHaveCount(2);
  await expect(notes).toBeFocused();

  await notes.press('Enter');
  await page.getByLabel('Notes', { exact: true }).fill('');
  await page.getByLabel('Tags, separated by commas').fill('');
  await page.getByRole('button', { name: 'Keep the notes' }).click();
  await expect(row(page, 'First')).not.toContainText('Damping too small');
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(row(page, 'First')).toContainText('Damping too small');
  await expect(row(page, 'First')).toContainText('slow');

  await page.getByRole('button', { name: 'Star Second' }).click();
  await expect(page.getByRole('button', { name: 'Star Second' })).toHaveAttribute('aria-pressed', 'true');
  await expectAccessible(page);
  await page.reload();
  await expect(row(page, 'First')).toContainText('paper');

  // A tag of a row is its filter; so is the list of tags.
  await row(page, 'First').getByRole('button', { name: 'paper' }).click();
  await expect(listed(page)).toHaveCount(1);
  await expect(page.getByLabel('Filter by tag').locator('option:checked')).toHaveText('paper (1)');
  await page.getByRole('button', { name: 'Only starred' }).click();
  await expect(page.getByText('Nothing found')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the search and the filters' }).click();
  await expect(listed(page)).toHaveCount(2);

  await page.getByRole('button', { name: 'Only starred' }).click();
  await expect(listed(page)).toHaveCount(1);
  await expect(row(page, 'Second')).toBeVisible();
  await page.getByRole('button', { name: 'Only starred' }).click();
  for (const words of ['too small', 'SLOW first']) {
    await page.getByLabel('Search the history').fill(words);
    await expect(listed(page), words).toHaveCount(1);
    await expect(row(page, 'First'), words).toBeVisible();
  }

  // One with a blank name, which a document can have, goes by the same words in every control.
  await page.getByLabel('Search the history').fill('');
  await page.getByRole('button', { name: 'Experiment', exact: true }).click();
  await page.getByRole('button', { name: 'Experiment as JSON' }).click();
  const written = page.getByRole('textbox', { name: 'Experiment document' });
  await written.fill((await written.inputValue()).replace('"Second"', '" "'));
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Run comparison' }).click();
  await goToHistory(page);
  const blank = row(page, 'Without a name');
  await expect(blank.getByRole('checkbox', { name: 'Select Without a name' })).toBeVisible();
  for (const what of ['Star', 'Notes and tags of', 'Actions of', 'Delete']) {
    await expect(blank.getByRole('button', { name: `${what} Without a name` })).toBeVisible();
  }
});

test('repeats of several experiments have a mean each, with the band that is chosen', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  for (const [name, n] of [
    ['Few rows', 40],
    ['Many rows', 400],
  ] as const) {
    const document = {
      version: 1,
      name,
      dataset: { synthetic: 'gaussian-logistic', n, d: 3 },
      model: { kind: 'logistic', l2: 0.01 },
      start: { kind: 'normal', scale: 3, seed: 1 },
      iterations: 5,
      repeats: 3,
      optimizers: [{ id: 'gd', kind: 'gd', stepSize: 0.1 }],
    };
    await page.evaluate(`{
      const transfer = new DataTransfer();
      transfer.items.add(new File([${JSON.stringify(JSON.stringify(document))}], 'experiment.json'));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
    }`);
    await expect(page.getByLabel('Name of the experiment')).toHaveValue(name);
    await runComparison(page);
    await expect(runRows(page)).toHaveCount(3);
  }
  await goToHistory(page);
  await page.getByRole('checkbox', { name: 'Select Few rows' }).check();
  await page.getByRole('checkbox', { name: 'Select Many rows' }).check();
  await page.getByRole('button', { name: /^Compare/ }).click();
  await expect(runRows(page)).toHaveCount(6);

  const plot = page.getByRole('slider', { name: 'Cross-hair. Training loss (mean)' });
  const spread = page.getByRole('combobox', { name: 'Repeats', exact: true });
  await spread.selectOption('Every repeat');
  const losses = async () => {
    const label = (await plot.getAttribute('aria-label')) ?? '';
    return [...label.matchAll(/GD · (Few|Many) rows from ([\d.e-]+)/g)].map(([, set, from]) => ({
      set,
      from: Number(from),
    }));
  };
  const every = await losses();
  expect(every).toHaveLength(6);
  const meanOf = (set: string) => {
    const own = every.filter((entry) => entry.set === set);
    return own.reduce((sum, { from }) => sum + from, 0) / own.length;
  };
  for (const title of ['Mean ± standard deviation', 'Mean ± standard error', 'Mean, minimum to maximum']) {
    await spread.selectOption(title);
    await expect(async () => expect(await losses(), title).toHaveLength(2)).toPass();
    for (const { set, from } of await losses()) {
      // Four digits are said.
      expect(Math.abs(from / meanOf(set!) - 1), `${title}, ${set} rows`).toBeLessThan(2e-3);
    }
  }
});

test('several experiments on one dashboard stay apart; what is deleted comes back', async ({ lab, page }) => {
  await lab.open(page);
  await run(page, 'First', 4);
  await run(page, 'Second', 6);
  await goToHistory(page);
  const compare = page.getByRole('button', { name: /^Compare/ });
  await expect(compare).toBeDisabled();
  await page.getByRole('checkbox', { name: 'Select First' }).check();
  await page.getByRole('checkbox', { name: 'Select Second' }).check();
  await compare.click();

  // Six runs, six entries, each with its experiment; each method looks another way in each.
  await expect(runRows(page)).toHaveCount(6);
  const legend = page.getByRole('list', { name: 'Methods' });
  await expect(legend.getByRole('button')).toHaveText(
    ['Second', 'First'].flatMap((name) => ['GD', 'NGD', 'EFGD'].map((method) => `${method} · ${name}`)),
  );
  await expect(page.getByRole('slider', { name: 'Cross-hair. Training loss (mean)' })).toHaveAccessibleName(
    /NGD · Second from 0\.6931 to .* at 6.*NGD · First from 0\.6931 to .* at 4/,
  );

  // With two parameters in the form its plane comes after the curves, which the experiments were put together for.
  await page.getByLabel('Data set', { exact: true }).selectOption({ label: 'Figure 1' });
  const plane = page.getByRole('region', { name: 'Plane of the two parameters' });
  await expect(plane).toBeVisible();
  const curves = page.getByRole('slider', { name: 'Cross-hair. Step norm' });
  const below = async () => (await plane.boundingBox())!.y - (await curves.boundingBox())!.y;
  await expect.poll(below).toBeGreaterThan(0);

  await page.getByLabel('Group runs by').selectOption('By experiment');
  await expect(page.getByText('Experiment: Second (3)')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Filter runs' }).fill('second efgd');
  await expect(page.getByRole('checkbox', { name: 'Show efgd, run 3 of Second' })).toBeVisible();
  await expect(page.getByRole('checkbox', { name: /^Show / })).toHaveCount(1);

  // The address holds them: a page loaded anew shows the same.
  await page.reload();
  await expect(runRows(page)).toHaveCount(6);

  await goToHistory(page);
  await page.getByRole('checkbox', { name: 'Select First' }).check();
  await page.getByRole('checkbox', { name: 'Select Second' }).check();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('No experiments yet')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(listed(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Delete First' }).click();
  await expect(listed(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(row(page, 'First')).toBeVisible();
});

test('experiments of both scalings: the axes say both, and each run says its own', async ({ lab, page }) => {
  await lab.open(page);
  await run(page, 'Divided', 4);
  await page.getByLabel('Scaling', { exact: true }).selectOption('sum');
  await run(page, 'Summed', 4);
  await goToHistory(page);
  for (const name of ['Divided', 'Summed']) {
    await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  }
  await page.getByRole('button', { name: /^Compare/ }).click();
  const card = page.getByRole('region', { name: 'Training loss (mean, sum)' });
  await expect(card).toContainText('as each experiment scales it');
  await expect(page.getByRole('list', { name: 'Methods' }).getByRole('button')).toHaveText(
    ['Summed, sum', 'Divided, mean'].flatMap((title) =>
      ['GD', 'NGD', 'EFGD'].map((method) => `${method} · ${title}`),
    ),
  );
  await expect(runRows(page).filter({ hasText: 'Divided, mean' })).toHaveCount(3);
  await expect(card.getByRole('slider')).toHaveAccessibleName(/NGD · Divided, mean from 0\.6931 to/);
  // A cosine has no scaling.
  await expect(page.getByRole('region', { name: 'Cosine to the natural gradient' })).not.toContainText(
    'scales',
  );
});

test('the dashboard says what it shows and whether the form is of it; opening brings it into the form', async ({
  lab,
  page,
}) => {
  const shown = page.getByLabel('What is shown');
  await lab.open(page);
  await expect(shown).toHaveText('Showing: nothing yet');
  await run(page, 'First', 4);
  await expect(shown).toHaveText(/^Showing: First, \d+ \w+ \d{4}, \d\d:\d\d$/);
  await page.getByLabel('Iterations').fill('7');
  await expect(shown).toHaveText(/^Showing: First, [^.]*The form has changed since\./);
  await shown.getByRole('button', { name: 'Open in the form' }).click();
  await expect(page.getByLabel('Iterations')).toHaveValue('4');
  await expect(shown).toHaveText(/^Showing: First, [^.]*$/);

  await run(page, 'Second', 6);
  await goToHistory(page);
  await row(page, 'First').getByRole('button', { name: 'First', exact: true }).click();
  await expect(shown).toHaveText(/^Showing: First, [^.]*$/);
  await expect(page.getByLabel('Name of the experiment')).toHaveValue('First');
  await expect(page.getByLabel('Iterations')).toHaveValue('4');
  await page.getByRole('button', { name: 'Undo in the form' }).click();
  await expect(page.getByLabel('Name of the experiment')).toHaveValue('Second');
  await expect(shown).toContainText('The form has changed since.');
  await expectAccessible(page);
});

test('what was deleted is restored from the bin; Ctrl+Z undoes what is on screen only', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await run(page, 'First', 4);
  await run(page, 'First', 5);
  await goToHistory(page);
  // Rows of one name are told apart.
  await expect(listed(page).first()).toContainText(/ngd 1.*\d\d:\d\d:\d\d/);
  await page.getByRole('button', { name: 'Delete First' }).first().click();
  await expect(listed(page)).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(listed(page)).toHaveCount(2);
  await page.keyboard.press('Control+z');
  await page.getByRole('button', { name: 'Delete First' }).first().click();
  await expect(listed(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Deleted', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Restore First' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Restore First' }).click();
  await expect(page.getByText('Nothing deleted')).toBeVisible();
  await page.getByRole('button', { name: 'Deleted', exact: true }).click();
  await expect(listed(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Experiment', exact: true }).click();
  await expect(page.getByLabel('Iterations')).toHaveValue('5');
});

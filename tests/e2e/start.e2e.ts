import { expect, expectAccessible, test } from './fixture.ts';

test('the app opens, takes the token out of the address, and passes axe in both themes', async ({
  lab,
  page,
}) => {
  await lab.open(page);
  await expect(page.locator('h1').first()).toBeVisible();
  await expectAccessible(page);
});

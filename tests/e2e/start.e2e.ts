import { expect, test } from './fixture.ts';

test('the app opens and takes the token out of the address', async ({ lab, page }) => {
  await lab.open(page);
  await expect(page.locator('h1').first()).toBeVisible();
  expect(page.url()).not.toContain('token');
});

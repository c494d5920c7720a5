/** The browser mode's defences, seen from a real browser. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from './fixture.ts';

test('the content security policy stops what a page must not do', async ({ lab, page }) => {
  lab.expectErrors(
    /404 \(Not Found\)|Content Security Policy|Refused to|Failed to fetch|violates the following/,
  );
  await lab.open(page);
  const outcome = await page.evaluate(async () => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      violations.push(event.effectiveDirective);
    });
    const state = globalThis as unknown as Record<string, unknown>;
    const script = document.createElement('script');
    script.textContent = 'globalThis.inlineRan = true';
    document.body.append(script);
    const image = document.createElement('div');
    image.innerHTML = '<img src="/missing.png" onerror="globalThis.handlerRan = true">';
    document.body.append(image);
    const style = document.createElement('style');
    style.textContent = 'body { --injected: 1 }';
    document.head.append(style);
    let fetched = false;
    await fetch('https://example.org/').then(
      () => (fetched = true),
      () => undefined,
    );
    const frame = document.createElement('iframe');
    frame.src = 'https://example.org/';
    document.body.append(frame);
    const base = document.createElement('base');
    base.href = 'https://example.org/';
    document.head.append(base);
    await new Promise((resolve) => setTimeout(resolve, 500));
    // Only from here on: within the call that the test makes, the debugger's protocol lets eval through.
    let evaluated = false;
    try {
      evaluated = Boolean((0, eval)('true'));
    } catch {
      // As it should be.
    }
    return {
      inlineRan: state['inlineRan'] === true,
      handlerRan: state['handlerRan'] === true,
      styled: getComputedStyle(document.body).getPropertyValue('--injected') !== '',
      evaluated,
      fetched,
      movedBase: document.baseURI.startsWith('https://example.org'),
      violations: [...new Set(violations)].sort(),
    };
  });
  expect(outcome).toMatchObject({
    inlineRan: false,
    handlerRan: false,
    styled: false,
    evaluated: false,
    fetched: false,
    movedBase: false,
  });
  expect(outcome.violations).toEqual(
    expect.arrayContaining(['base-uri', 'connect-src', 'frame-src', 'script-src-elem', 'style-src-elem']),
  );
});

test('the page is isolated from other origins, and its address keeps no token', async ({ lab, page }) => {
  await lab.open(page);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const token = new URLSearchParams(new URL(lab.url()).hash.slice(1)).get('token')!;
  expect(token.length).toBeGreaterThan(40);
  expect(page.url()).not.toContain(token);
});

test('a page of another origin cannot read the lab, embed it, or talk to it', async ({
  lab,
  page,
  context,
}) => {
  const labOrigin = new URL(lab.url()).origin;
  const token = new URLSearchParams(new URL(lab.url()).hash.slice(1)).get('token')!;
  const evil = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end('<p>evil</p>');
  });
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  const { port } = evil.address() as AddressInfo;
  const attacker = await context.newPage();
  await attacker.goto(`http://127.0.0.1:${port}/`);
  const outcome = await attacker.evaluate(
    async ([origin, stolen]) => {
      const read = await fetch(`${origin}/`).then(
        (response) => response.text(),
        () => null,
      );
      const opaque = await fetch(`${origin}/`, { mode: 'no-cors' }).then(
        (response) => response.status,
        () => -1,
      );
      // Even with the token: the upgrade is refused by its origin.
      const socket = await new Promise<string>((resolve) => {
        const attempt = new WebSocket(`${origin!.replace('http', 'ws')}/lab`);
        attempt.onopen = () => {
          attempt.send(stolen!);
          resolve('open');
        };
        attempt.onerror = () => resolve('refused');
      });
      const frame = document.createElement('iframe');
      frame.src = `${origin}/`;
      document.body.append(frame);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      let embedded: string | null = null;
      try {
        embedded = frame.contentDocument?.body.textContent ?? null;
      } catch {
        // Another origin: nothing of it can be read.
      }
      return { read, opaque, socket, embedded };
    },
    [labOrigin, token] as const,
  );
  expect(outcome.read).toBeNull();
  expect(outcome.socket).toBe('refused');
  expect(outcome.embedded ?? '').not.toContain('Fisher');
  await attacker.close();
  evil.close();
  // The lab itself still answers its own page.
  await lab.open(page);
});

test('an address with an old token says so, and shows nothing of the lab', async ({ lab, page }) => {
  await page.goto(`${new URL(lab.url()).origin}/#token=${'x'.repeat(43)}`);
  await expect(page.getByText(/out of date/).first()).toBeVisible();
});

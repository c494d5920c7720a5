import { EventEmitter } from 'node:events';
import type { App, Session } from 'electron';
import { beforeEach, describe, expect, test } from 'vitest';
import { guardPages, guardSession } from './guard.ts';

type Answer<T> = (answer: T) => void;

describe('the session', () => {
  const handlers: Record<string, (...values: never[]) => unknown> = {};
  beforeEach(() => {
    const keep = (name: string) => (handler: (typeof handlers)[string]) => {
      handlers[name] = handler;
    };
    guardSession({
      setPermissionRequestHandler: keep('request'),
      setPermissionCheckHandler: keep('check'),
      setDevicePermissionHandler: keep('device'),
      webRequest: { onBeforeRequest: keep('before') },
    } as unknown as Session);
  });

  const asked = (permission: string, requestingUrl: string) => {
    let granted: boolean | null = null;
    const request = handlers['request'] as unknown as (
      contents: null,
      permission: string,
      answer: Answer<boolean>,
      details: { requestingUrl: string },
    ) => void;
    request(null, permission, (answer) => (granted = answer), { requestingUrl });
    return granted;
  };

  test('denies every permission but copying text', () => {
    expect(asked('clipboard-sanitized-write', 'app://lab/')).toBe(true);
    expect(asked('media', 'app://lab/')).toBe(false);
    expect(asked('geolocation', 'app://lab/')).toBe(false);
    expect(asked('clipboard-sanitized-write', 'https://evil.example/')).toBe(false);
    const check = handlers['check'] as unknown as (c: null, permission: string, origin: string) => boolean;
    expect(check(null, 'media', 'app://lab/')).toBe(false);
    expect(check(null, 'clipboard-sanitized-write', 'app://lab/')).toBe(true);
    expect((handlers['device'] as unknown as () => boolean)()).toBe(false);
  });

  test('lets no request leave the app', () => {
    const cancelled = (url: string) => {
      let cancel: boolean | undefined;
      const before = handlers['before'] as unknown as (
        details: { url: string },
        answer: Answer<{ cancel: boolean }>,
      ) => void;
      before({ url }, (answer) => (cancel = answer.cancel));
      return cancel;
    };
    for (const url of [
      'app://lab/',
      'app://lab/assets/x.js',
      'blob:app://lab/1',
      'data:image/png;base64,x',
    ]) {
      expect(`${url} ${cancelled(url)}`).toBe(`${url} false`);
    }
    for (const url of [
      'https://example.org/',
      'http://127.0.0.1:1/',
      'ws://127.0.0.1:1/',
      'file:///etc/passwd',
      'ftp://example.org/',
      'app://evil/',
      'blob:https://evil.example/1',
    ]) {
      expect(`${url} ${cancelled(url)}`).toBe(`${url} true`);
    }
  });
});

describe('a page', () => {
  const opened: string[] = [];
  let contents: EventEmitter & { openHandler?: (details: { url: string }) => { action: string } };
  beforeEach(() => {
    opened.length = 0;
    const app = new EventEmitter();
    guardPages(app as unknown as App, {
      openExternal: (url) => {
        opened.push(url);
        return Promise.resolve();
      },
    });
    contents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler(handler: (details: { url: string }) => { action: string }) {
        contents.openHandler = handler;
      },
    });
    app.emit('web-contents-created', {}, contents);
  });

  const prevented = (event: string, url: string) => {
    let called = false;
    contents.emit(event, {
      url,
      preventDefault: () => {
        called = true;
      },
    });
    return called;
  };

  test.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])('%s away is prevented', (event) => {
    for (const url of ['https://evil.example/', 'file:///etc/passwd', 'javascript:alert(1)', 'app://evil/']) {
      expect(`${url} ${prevented(event, url)}`).toBe(`${url} true`);
    }
    expect(prevented(event, 'app://lab/')).toBe(false);
  });

  test('a webview is never attached', () => {
    expect(prevented('will-attach-webview', 'app://lab/')).toBe(true);
  });

  test('no new window is opened; an https address goes to the browser, no other does', () => {
    for (const url of [
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://server/share',
      'http://x.example/',
      'app://lab/',
    ]) {
      expect(contents.openHandler!({ url })).toEqual({ action: 'deny' });
    }
    expect(opened).toEqual([]);
    expect(contents.openHandler!({ url: 'https://example.org/' })).toEqual({ action: 'deny' });
    expect(opened).toEqual(['https://example.org/']);
  });
});

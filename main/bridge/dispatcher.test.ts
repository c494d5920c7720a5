import { describe, expect, test } from 'vitest';
import type { Handlers, RequestContext } from '#contract/api.ts';
import { LabError } from '#contract/errors.ts';
import { decodeFrame, encodeFrame, maximumFrameBytes, type Frame } from '#contract/frames.ts';
import { createDispatcher, maximumRequests, type Connection } from './dispatcher.ts';
import { EventHub } from './event-hub.ts';

const request = (id: number, method: string, params: unknown = {}) => ({
  type: 'request',
  version: 1,
  id,
  method,
  params,
});

function setUp(handlers: Partial<Handlers> = {}) {
  const sent: Frame[] = [];
  const closed: string[] = [];
  const defects: unknown[] = [];
  const hub = new EventHub();
  const dispatcher = createDispatcher({
    handlers: handlers as Handlers,
    hub,
    onDefect: (error) => defects.push(error),
  });
  const connection: Connection = dispatcher.connect({
    send: (bytes) => sent.push(decodeFrame(bytes) as Frame),
    close: (reason) => closed.push(reason),
  });
  const say = (frame: unknown) => {
    connection.receive(encodeFrame(frame));
  };
  return { sent, closed, defects, hub, connection, say };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('requests', () => {
  test('the handler gets the parsed parameters, defaults filled in; the answer carries the id', async () => {
    const seen: unknown[] = [];
    const { say, sent } = setUp({
      'experiments.list': (params) => {
        seen.push(params);
        return { experiments: [], total: 0, tags: [] };
      },
    });
    say(request(7, 'experiments.list'));
    await settled();
    expect(seen).toEqual([{ search: '', tags: [], starred: false, removed: false, limit: 200, offset: 0 }]);
    expect(sent).toEqual([
      { type: 'reply', version: 1, id: 7, result: { experiments: [], total: 0, tags: [] } },
    ]);
  });

  test('wrong parameters are refused with every issue, and the handler is not asked', async () => {
    const { say, sent, closed } = setUp({
      'experiments.list': () => {
        throw new Error('asked');
      },
    });
    say(request(1, 'experiments.list', { limit: 0, offset: 'x', more: 1 }));
    await settled();
    expect(sent).toMatchObject([{ type: 'error', id: 1, code: 'invalid-input' }]);
    const { issues } = sent[0] as Extract<Frame, { type: 'error' }>;
    expect(issues.map((issue) => issue.path).sort()).toEqual(['limit', 'more', 'offset']);
    expect(closed).toEqual([]);
  });

  test('a LabError crosses as code, message and issues', async () => {
    const { say, sent, defects } = setUp({
      'datasets.show': () => {
        throw new LabError('not-found', 'no such data set', [{ path: 'id', message: 'id: unknown' }]);
      },
    });
    say(request(1, 'datasets.show', { id: 'x' }));
    await settled();
    expect(sent).toEqual([
      {
        type: 'error',
        version: 1,
        id: 1,
        code: 'not-found',
        message: 'no such data set',
        issues: [{ path: 'id', message: 'id: unknown' }],
      },
    ]);
    expect(defects).toEqual([]);
  });

  test('any other failure is told as internal, without its stack, and is logged', async () => {
    const failure = new Error('broken');
    const { say, sent, defects } = setUp({ 'presets.list': () => Promise.reject(failure) });
    say(request(1, 'presets.list'));
    await settled();
    expect(sent).toMatchObject([{ type: 'error', id: 1, code: 'internal' }]);
    expect(JSON.stringify(sent)).not.toContain('dispatcher.test');
    expect(defects).toEqual([failure]);
  });

  test('a result that breaks the contract is a defect, not an answer', async () => {
    const { say, sent, defects } = setUp({ 'presets.list': () => ({ presets: 3 }) as never });
    say(request(1, 'presets.list'));
    await settled();
    expect(sent).toMatchObject([{ type: 'error', id: 1, code: 'internal' }]);
    expect(defects).toHaveLength(1);
  });

  test('what a result has beyond the contract does not cross', async () => {
    const { say, sent } = setUp({ 'datasets.list': () => ({ datasets: [], secret: 'x' }) });
    say(request(1, 'datasets.list'));
    await settled();
    expect(sent).toMatchObject([{ result: { datasets: [] } }]);
    expect(JSON.stringify(sent)).not.toContain('secret');
  });

  test('cancel aborts the signal of its request only', async () => {
    const signals: AbortSignal[] = [];
    const wait = (_params: unknown, { signal }: RequestContext) =>
      new Promise<never>((_resolve, reject) => {
        signals.push(signal);
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
    const { say, sent, defects } = setUp({ 'presets.list': wait });
    say(request(1, 'presets.list'));
    say(request(2, 'presets.list'));
    say({ type: 'cancel', version: 1, id: 1 });
    say({ type: 'cancel', version: 1, id: 99 });
    await settled();
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
    expect(sent).toMatchObject([{ type: 'error', id: 1, code: 'cancelled' }]);
    expect(defects.map((error) => (error as Error).name)).toEqual([]);
  });

  test('the end of the connection aborts what runs and sends nothing more', async () => {
    let signal: AbortSignal | undefined;
    let finish: (() => void) | undefined;
    const { say, sent, connection } = setUp({
      'datasets.list': (_params, context) => {
        signal = context.signal;
        return new Promise((resolve) => {
          finish = () => {
            resolve({ datasets: [] });
          };
        });
      },
    });
    say(request(1, 'datasets.list'));
    await settled();
    connection.end();
    finish!();
    await settled();
    expect(signal!.aborted).toBe(true);
    expect(sent).toEqual([]);
  });

  test('an answer above the size limit becomes an error that says so', async () => {
    const { say, sent } = setUp({
      'exports.results': () => ({ name: 'x', type: 'y', bytes: new Uint8Array(maximumFrameBytes) }),
    });
    say(request(1, 'exports.results', { id: 'x' }));
    await settled();
    expect(sent).toMatchObject([{ type: 'error', id: 1, code: 'too-large' }]);
  });

  test('more requests at once than allowed are refused, and a running id cannot be used again', async () => {
    const { say, sent } = setUp({ 'presets.list': () => new Promise(() => undefined) });
    for (let id = 1; id <= maximumRequests; id++) say(request(id, 'presets.list'));
    say(request(maximumRequests + 1, 'presets.list'));
    say(request(1, 'presets.list'));
    await settled();
    expect(sent).toMatchObject([
      { type: 'error', id: maximumRequests + 1, code: 'too-large' },
      { type: 'error', id: 1, code: 'protocol' },
    ]);
  });
});

describe('events', () => {
  const changed = { id: 'a', status: 'running' } as const;

  test('go to subscribers only, until they unsubscribe', () => {
    const { say, sent, hub } = setUp();
    hub.emit('experiments.changed', changed);
    say({ type: 'subscribe', version: 1, event: 'experiments.changed' });
    say({ type: 'subscribe', version: 1, event: 'experiments.changed' });
    hub.emit('experiments.changed', changed);
    say({ type: 'unsubscribe', version: 1, event: 'experiments.changed' });
    hub.emit('experiments.changed', changed);
    expect(sent).toEqual([{ type: 'event', version: 1, event: 'experiments.changed', data: changed }]);
  });

  test('end with the connection', () => {
    const { say, sent, hub, connection } = setUp();
    say({ type: 'subscribe', version: 1, event: 'datasets.changed' });
    connection.end();
    hub.emit('datasets.changed', {});
    expect(sent).toEqual([]);
  });
});

describe('what is no frame of a client', () => {
  const hostile: readonly (readonly [string, Uint8Array])[] = [
    ['no bytes', new Uint8Array(0)],
    ['bytes that are no frame', new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])],
    ['a header longer than the frame', new Uint8Array([255, 255, 255, 255, 0, 0, 0, 0])],
    ['more than the size limit', new Uint8Array(maximumFrameBytes + 1)],
    ['a text', encodeFrame('hello')],
    ['null', encodeFrame(null)],
    ['a list', encodeFrame([])],
    ['an unknown type', encodeFrame({ type: 'eval', version: 1, code: '1' })],
    ['a reply', encodeFrame({ type: 'reply', version: 1, id: 1, result: {} })],
    ['a key too many', encodeFrame({ ...request(1, 'presets.list'), extra: 1 })],
    ['id 0, which is the lab’s', encodeFrame(request(0, 'presets.list'))],
    ['an id that is no whole number', encodeFrame(request(1.5, 'presets.list'))],
    ['a method that is no text', encodeFrame({ ...request(1, 'x'), method: {} })],
    ['another protocol version', encodeFrame({ ...request(1, 'presets.list'), version: 2 })],
    ['an unknown event', encodeFrame({ type: 'subscribe', version: 1, event: 'everything' })],
    ['a prototype key as event', encodeFrame({ type: 'subscribe', version: 1, event: 'constructor' })],
    ['__proto__ as event', encodeFrame({ type: 'unsubscribe', version: 1, event: '__proto__' })],
    ['__proto__ in the parameters', withProto()],
  ];
  test.each(hostile)('%s: an error, and the end of the connection', async (_name, bytes) => {
    const { connection, sent, closed, say, defects } = setUp({ 'presets.list': () => ({ presets: [] }) });
    connection.receive(bytes);
    expect(sent).toMatchObject([{ type: 'error', id: 0, code: 'protocol' }]);
    expect(closed).toHaveLength(1);
    say(request(1, 'presets.list'));
    await settled();
    expect(sent).toHaveLength(1);
    expect(defects).toEqual([]);
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'experiments', ''])(
    'the method %j does not exist',
    async (method) => {
      const { say, sent, defects } = setUp();
      say(request(1, method));
      await settled();
      expect(sent).toMatchObject([{ type: 'error', id: 1, code: 'protocol' }]);
      expect(defects).toEqual([]);
    },
  );

  /** JSON text can carry __proto__ as an own key, which no object literal can. */
  function withProto(): Uint8Array {
    const header = new TextEncoder().encode(
      '{"type":"request","version":1,"id":1,"method":"presets.list","params":{"__proto__":{"admin":true}}}',
    );
    const bytes = new Uint8Array(Math.ceil((4 + header.byteLength) / 8) * 8);
    new DataView(bytes.buffer).setUint32(0, header.byteLength, true);
    bytes.set(header, 4);
    return bytes;
  }
});

/** The lab's client over both transports, the real ones up to Electron's IPC and the browser's socket. */

import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LabClient } from '#contract/api.ts';
import { LabError } from '#contract/errors.ts';
import { maximumFrameBytes } from '#contract/frames.ts';
import type { ShellBridge } from '#contract/shell.ts';
import { openFrameChannel } from '#main/electron/frame-channel.ts';
import { startServer } from '#main/server/server.ts';
import { connectByIpc } from '../../renderer/lab-client/ipc.ts';
import type { LabConnection } from '../../renderer/lab-client/lab-connection.ts';
import { connectByWebSocket } from '../../renderer/lab-client/websocket.ts';
import { createIpcDouble } from '../electron/ipc-double.ts';
import { stubBrowserSocket } from './browser-socket.ts';
import { createEchoLab, type EchoLab } from './echo-lab.ts';

interface Setting {
  readonly lab: EchoLab;
  readonly client: LabClient;
  /** The page goes away without a word. */
  leave(): void;
}

const cleanUps: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  vi.unstubAllGlobals();
});

async function overWebSocket(): Promise<Setting> {
  const lab = createEchoLab();
  const server = await startServer({ dispatcher: lab.dispatcher, rendererDirectory: '/nowhere', port: 0 });
  cleanUps.push(() => server.close());
  stubBrowserSocket();
  const connection: LabConnection = connectByWebSocket({
    url: `ws://127.0.0.1:${server.port}/lab`,
    key: { token: server.token },
  });
  cleanUps.push(() => {
    connection.close();
  });
  return {
    lab,
    client: connection.client,
    leave: () => {
      connection.close();
    },
  };
}

async function overIpc(): Promise<Setting> {
  const lab = createEchoLab();
  const { ipcMain, ipcRenderer, contents } = createIpcDouble();
  openFrameChannel(ipcMain, lab.dispatcher, (reason) => {
    throw new Error(reason);
  });
  let bridge: ShellBridge | undefined;
  vi.doMock('electron', () => ({
    contextBridge: {
      exposeInMainWorld: (_key: string, value: ShellBridge) => {
        bridge = value;
      },
    },
    ipcRenderer,
    webUtils: {},
  }));
  vi.resetModules();
  await import('#main/electron/preload.ts');
  vi.doUnmock('electron');
  const connection = connectByIpc(bridge!);
  return {
    lab,
    client: connection.client,
    leave: () => {
      contents.destroy();
    },
  };
}

const roundTrip = async (client: LabClient, spec: unknown) =>
  (await client.request('experiments.check', { spec })).spec;

describe.each([
  ['WebSocket', overWebSocket],
  ['IPC', overIpc],
])('over %s', (_name, setUp) => {
  test('numbers survive: NaN, infinities, -0, the smallest and the largest', async () => {
    const { client, lab } = await setUp();
    const numbers = [NaN, Infinity, -Infinity, -0, 0, 5e-324, 1.7976931348623157e308, 0.1 + 0.2];
    const back = (await roundTrip(client, { deep: [{ numbers }] })) as { deep: [{ numbers: number[] }] };
    expect(back.deep[0].numbers.map((x, i) => Object.is(x, numbers[i]))).toEqual(numbers.map(() => true));
    const there = lab.checked[0] as { deep: [{ numbers: number[] }] };
    expect(there.deep[0].numbers.map((x, i) => Object.is(x, numbers[i]))).toEqual(numbers.map(() => true));
  });

  test('a long Float64Array survives bit for bit, as does a view into a larger one', async () => {
    const { client } = await setUp();
    const long = Float64Array.from({ length: 1_000_000 }, (_, i) => Math.sin(i) * 10 ** (i % 300));
    long[0] = NaN;
    long[1] = -0;
    long[999_999] = -Infinity;
    const view = long.subarray(3, 10);
    const back = (await roundTrip(client, { long, view, empty: new Float64Array(0) })) as {
      long: Float64Array;
      view: Float64Array;
      empty: Float64Array;
    };
    expect(back.long).toBeInstanceOf(Float64Array);
    expect(Buffer.compare(Buffer.from(back.long.buffer), Buffer.from(long.buffer))).toBe(0);
    expect([...back.view]).toEqual([...view]);
    expect(back.empty).toHaveLength(0);
  });

  test('bytes survive', async () => {
    const { client } = await setUp();
    const { bytes } = await client.request('exports.results', { id: 'x' });
    expect(bytes).toBeInstanceOf(Uint8Array);
    expect(bytes).toHaveLength(100_003);
    expect(bytes.every((byte, i) => byte === i % 251)).toBe(true);
  });

  test('texts of any script survive, with what could be taken for a mark of the format', async () => {
    const { client } = await setUp();
    const spec = { 'θ* ∇L 漢字 👩‍🔬': '\u0000"\\', $x: ['$f64', null, true, [], {}] };
    expect(await roundTrip(client, spec)).toEqual(spec);
  });

  test('an error crosses with its code, message and issues', async () => {
    const { client } = await setUp();
    const error: unknown = await client.request('datasets.show', { id: 'x' }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(LabError);
    expect(error).toMatchObject({
      code: 'not-found',
      message: 'no data set x',
      issues: [{ path: 'id', message: 'id: x is unknown' }],
    });
  });

  test('wrong parameters and defects are errors too, and the connection lives on', async () => {
    const { client, lab } = await setUp();
    await expect(client.request('datasets.show', { id: 3 as never })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(client.request('datasets.list', {})).rejects.toMatchObject({ code: 'internal' });
    expect(lab.defects).toHaveLength(1);
    expect(await roundTrip(client, 1)).toBe(1);
  });

  test('cancel rejects at once and reaches the handler', async () => {
    const { client, lab } = await setUp();
    const controller = new AbortController();
    const answer = client.request('presets.list', {}, { signal: controller.signal });
    await vi.waitFor(() => {
      expect(lab.waiting).toHaveLength(1);
    });
    controller.abort();
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
    await vi.waitFor(() => {
      expect(lab.waiting[0]!.aborted).toBe(true);
    });
    await expect(client.request('presets.list', {}, { signal: controller.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(lab.waiting).toHaveLength(1);
  });

  test('answers find their request, whatever their order', async () => {
    const { client } = await setUp();
    const numbers = Array.from({ length: 100 }, (_, i) => i);
    expect(await Promise.all(numbers.map((i) => roundTrip(client, i)))).toEqual(numbers);
  });

  test('events reach every listener in order, until it stops', async () => {
    const { client, lab } = await setUp();
    const first: string[] = [];
    const second: string[] = [];
    const stopFirst = client.subscribe('experiments.changed', ({ id }) => first.push(id));
    const stopSecond = client.subscribe('experiments.changed', ({ id }) => second.push(id));
    await roundTrip(client, 0);
    for (let i = 0; i < 50; i++) lab.hub.emit('experiments.changed', { id: String(i), status: 'running' });
    await vi.waitFor(() => {
      expect(second).toHaveLength(50);
    });
    expect(first).toEqual(second);
    expect(first).toEqual(Array.from({ length: 50 }, (_, i) => String(i)));
    stopFirst();
    stopFirst();
    lab.hub.emit('experiments.changed', { id: 'last', status: 'completed' });
    await vi.waitFor(() => {
      expect(second).toHaveLength(51);
    });
    expect(first).toHaveLength(50);
    stopSecond();
    await roundTrip(client, 0);
    lab.hub.emit('experiments.changed', { id: 'unheard', status: 'completed' });
    await roundTrip(client, 0);
    expect(second).toHaveLength(51);
  });

  test('a request above the size limit is refused before it is sent', async () => {
    const { client, lab } = await setUp();
    const spec = new Uint8Array(maximumFrameBytes + 1);
    await expect(client.request('experiments.check', { spec })).rejects.toMatchObject({ code: 'too-large' });
    expect(lab.checked).toEqual([]);
  });

  test('a page that goes away cancels its requests and ends its subscriptions', async () => {
    const { client, lab, leave } = await setUp();
    const heard: unknown[] = [];
    client.subscribe('datasets.changed', (data) => heard.push(data));
    client.request('presets.list', {}).catch(() => undefined);
    await vi.waitFor(() => {
      expect(lab.waiting).toHaveLength(1);
    });
    leave();
    await vi.waitFor(() => {
      expect(lab.waiting[0]!.aborted).toBe(true);
    });
    lab.hub.emit('datasets.changed', {});
    expect(heard).toEqual([]);
  });
});

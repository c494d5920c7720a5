/** The desktop window's transport: frames over one IPC channel, from the app's own page only. */

import type { Connection, Dispatcher } from '../bridge/dispatcher.ts';
import { frameChannel } from './channels.ts';
import { isTrustedSender, type SenderFrame } from './policies.ts';

/** The parts of Electron that this file touches. */
export interface FrameSender {
  readonly id: number;
  send(channel: string, frame: Uint8Array): void;
  isDestroyed(): boolean;
  on(event: 'destroyed' | 'did-navigate' | 'render-process-gone', listener: () => void): unknown;
}

export interface FrameEvent {
  readonly sender: FrameSender;
  readonly senderFrame: SenderFrame | null;
}

export interface FrameReceiver {
  on(channel: string, listener: (event: FrameEvent, frame: unknown) => void): unknown;
}

/** Why a frame was not looked at: its page is not the app, it is not bytes, it broke the protocol. */
export type FrameRefusal = 'foreign-page' | 'not-bytes' | 'protocol';

/** Connects every window's page to the dispatcher; a page that is left, reloaded or crashed is disconnected. */
export function openFrameChannel(
  receiver: FrameReceiver,
  dispatcher: Dispatcher,
  onRefusal: (reason: FrameRefusal) => void,
): void {
  const connections = new Map<number, Connection>();
  const known = new WeakSet<FrameSender>();

  const disconnect = (id: number): void => {
    connections.get(id)?.end();
    connections.delete(id);
  };

  const watch = (sender: FrameSender): void => {
    if (known.has(sender)) return;
    known.add(sender);
    for (const event of ['destroyed', 'did-navigate', 'render-process-gone'] as const) {
      sender.on(event, () => {
        disconnect(sender.id);
      });
    }
  };

  const connectionOf = (sender: FrameSender): Connection => {
    const existing = connections.get(sender.id);
    if (existing !== undefined) return existing;
    watch(sender);
    const connection = dispatcher.connect({
      send(frame) {
        if (!sender.isDestroyed()) sender.send(frameChannel, frame);
      },
      // The page is our own, so a broken protocol is a defect; a reload connects it anew.
      close() {
        onRefusal('protocol');
      },
    });
    connections.set(sender.id, connection);
    return connection;
  };

  receiver.on(frameChannel, ({ sender, senderFrame }, frame) => {
    if (!isTrustedSender(senderFrame)) onRefusal('foreign-page');
    else if (!(frame instanceof Uint8Array)) onRefusal('not-bytes');
    else connectionOf(sender).receive(frame);
  });
}

/** The desktop window's transport: frames over the shell's bridge. */

import { LabError } from '#contract/errors.ts';
import type { ShellBridge } from '#contract/shell.ts';
import { FrameClient } from './frame-client.ts';
import type { LabConnection } from './lab-connection.ts';

export function connectByIpc(bridge: Pick<ShellBridge, 'send' | 'onFrame'>): LabConnection {
  const client = new FrameClient();
  const stop = bridge.onFrame((frame) => {
    client.receive(frame);
  });
  client.connected((frame) => {
    bridge.send(frame);
  });
  return {
    client,
    status: () => 'open',
    onStatus: () => () => undefined,
    close() {
      stop();
      client.refused(new LabError('disconnected', 'The connection was closed.'));
    },
  };
}

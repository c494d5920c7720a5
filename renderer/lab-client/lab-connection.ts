/** A client of the lab and what is known of the way to it. */

import type { LabClient } from '#contract/api.ts';

/**
 * connecting: not yet there; open; lost: it broke and is being opened again (after that, what was shown may be out
 * of date: ask again); refused: the address carries no token or an old one.
 */
export type ConnectionStatus = 'connecting' | 'open' | 'lost' | 'refused';

export interface LabConnection {
  readonly client: LabClient;
  status(): ConnectionStatus;
  onStatus(listener: (status: ConnectionStatus) => void): () => void;
  close(): void;
}

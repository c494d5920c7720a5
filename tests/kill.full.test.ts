import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { survivesKills } from './support/kills.ts';

test('two hundred kills while it runs, exports, imports and deletes', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'fisher-lab-kills-'));
  await survivesKills(directory, 200);
  rmSync(directory, { recursive: true, force: true });
}, 3_600_000);

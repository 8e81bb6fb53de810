import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killUnderLoad } from '../packages/server-adapters/test/crash.ts';

/**
 * Kills a whole host with `kill -9` again and again under load: what it acknowledged must be counted once, and nothing else.
 *
 * `npm run bench -- kills [times]`; 200 without a number. Ends with 1 where an event is lost or counted twice.
 */
const kills = Number(process.argv[2] ?? 200);
const folder = mkdtempSync(join(tmpdir(), 'mail-settings-kills-'));
try {
  const { acknowledged, events, recipients } = await killUnderLoad(join(folder, 'portal.sqlite'), kills);
  const lost = Math.max(0, acknowledged - recipients);
  const doubled = Math.max(0, events - acknowledged);
  process.exitCode = lost + doubled > 0 ? 1 : 0;
  console.log(JSON.stringify({ kills: kills + 1, acknowledged, lost, doubled }));
} finally {
  rmSync(folder, { recursive: true });
}

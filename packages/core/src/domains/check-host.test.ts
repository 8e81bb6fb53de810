import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkHost } from './check-host.ts';
import { type Zone, zoneResolver } from './zone-resolver.ts';

type Suite = { scenarios: Scenario[] };
type Scenario = {
  description: string;
  tests: Record<
    string,
    { helo: string; host: string; mailfrom: string; result: string | string[]; explanation?: string }
  >;
  zonedata: Record<string, (Record<string, unknown> | string)[]>;
};

const folder = '../../../../../shared/fixtures/spf/';
for (const file of ['rfc7208-tests.json', 'stalwart-scenarios.json']) {
  const path = new URL(`${folder}${file}`, import.meta.url);
  const suite: Suite | null = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
  describe.skipIf(suite === null)(
    `published cases of ${file} (skipped where the fixtures are absent)`,
    () => {
      for (const { description, tests, zonedata } of suite?.scenarios ?? []) {
        const resolve = zoneResolver(readZone(zonedata));
        test.each(Object.entries(tests))(`${description}: %s`, async (_, one) => {
          const outcome = await checkHost({ ip: one.host, sender: one.mailfrom, helo: one.helo, resolve });
          expect([one.result].flat()).toContain(outcome.result);
          if (one.explanation !== undefined) expect(outcome.explanation ?? 'DEFAULT').toBe(one.explanation);
        });
      }
    },
  );
}

/** In the suites, a record of the old type SPF stands for a TXT record too, unless the name has TXT records of its own. */
function readZone(data: Scenario['zonedata']): Zone {
  return Object.fromEntries(
    Object.entries(data).map(([name, rows]) => {
      const records: Record<string, unknown[] | 'TIMEOUT'> = {};
      const hasOwnText = rows.some((row) => typeof row !== 'string' && 'TXT' in row);
      if (rows.length === 1 && rows[0] === 'TIMEOUT') return [name, 'TIMEOUT'];
      if (rows.includes('TIMEOUT')) for (const type of ['A', 'AAAA', 'TXT']) records[type] = 'TIMEOUT';
      for (const row of rows) {
        if (typeof row === 'string') continue;
        for (const [type, value] of Object.entries(row)) {
          const as = type === 'SPF' ? 'TXT' : type;
          if ((type === 'SPF' && hasOwnText) || value === 'NONE') continue;
          const list = records[as];
          if (value === 'TIMEOUT') records[as] = 'TIMEOUT';
          else records[as] = [...(Array.isArray(list) ? list : []), value];
        }
      }
      return [name, records];
    }),
  );
}

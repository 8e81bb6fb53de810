import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Zone, zoneResolver } from '../testing/zone-resolver.ts';
import { checkDomain, planDomain } from './check-domain.ts';
import { type HandoffRow, handoffRows, toCsv, toMarkdown, toZoneFile } from './handoff.ts';
import type { ServiceDomain } from './service-domain.ts';
import { toBytes } from './txt.ts';

/** Any code point, lone surrogates too; the library's own unit for this takes seconds to set up. */
const anyLetter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));

const LONG = `k=rsa; p=${'A'.repeat(392)}`;
const service: ServiceDomain = {
  domain: 'mail.example.org',
  active: false,
  message: null,
  spf: 'v=spf1 include:_spf.service.example ~all',
  dkim: [{ host: 'us._domainkey', value: LONG }],
  mx: '10 mx.service.example',
  dmarc: 'v=DMARC1; p=none',
  ownership: 'a "quoted" \\ value',
};
const report = { ...planDomain({ domain: 'mail.example.org', service }), checkedAt: '2026-11-24T10:00:00Z' };

const ROW: HandoffRow = {
  type: 'TXT',
  fqdn: 'a.b',
  host: 'a',
  value: 'x',
  priority: null,
  ttl: 60,
  removes: [],
  needsConsent: false,
  effects: [],
};

test('a zone file has absolute names, strings of at most 255 bytes and escapes', () => {
  expect(toZoneFile(handoffRows(report)).split('\n')).toEqual([
    'mail.example.org. 3600 IN MX 10 mx.service.example.',
    'mail.example.org. 3600 IN TXT "v=spf1 include:_spf.service.example ~all"',
    `us._domainkey.mail.example.org. 3600 IN TXT "${LONG.slice(0, 255)}" "${LONG.slice(255)}"`,
    '_dmarc.mail.example.org. 3600 IN TXT "v=DMARC1; p=none"',
    'mail.example.org. 3600 IN TXT "a \\"quoted\\" \\\\ value"',
    '',
  ]);
});

test('only what is open is handed over, with the merged record and what has to go', async () => {
  const zone = {
    'example.org': { SOA: ['SOA'] },
    'mail.example.org': { TXT: ['v=spf1 mx -all', service.ownership], MX: [[10, 'mx.service.example']] },
    '_dmarc.example.org': { TXT: ['v=DMARC1; p=reject'] },
    '_spf.service.example': { TXT: ['v=spf1 ip4:192.0.2.1 ~all'] },
  };
  const checked = await checkDomain({
    domain: report.domain,
    service,
    resolve: zoneResolver(zone),
    now: new Date(0),
  });
  expect(handoffRows(checked).map(({ host, value, removes }) => [host, value, removes])).toEqual([
    ['mail', 'v=spf1 mx include:_spf.service.example -all', ['v=spf1 mx -all']],
    ['us._domainkey.mail', LONG, []],
  ]);
  expect(toZoneFile(handoffRows(checked))).toContain(
    '; - mail.example.org. v=spf1 mx -all\nmail.example.org. 3600 IN TXT "v=spf1 mx',
  );
  // without DMARC: a record of its own would weaken the policy inherited from above
  expect(handoffRows(checked, { records: 'all' }).map(({ host }) => host)).toEqual([
    'mail',
    'mail',
    'us._domainkey.mail',
    'mail',
  ]);
});

test("an owner's own records are handed over as they are, and what only they can decide is not", async () => {
  const zone = {
    'example.org': { SOA: ['SOA'] },
    'mail.example.org': {
      TXT: ['site=1', 'v=spf1 mx include:_spf.service.example -all'],
      MX: [[10, 'mx.service.example']],
    },
    '_spf.service.example': { TXT: ['v=spf1 ip4:192.0.2.1 ~all'] },
    '_dmarc.mail.example.org': { TXT: ['other', 'v=DMARC1; p=reject'] },
  };
  const check = (more: object) =>
    checkDomain({
      domain: report.domain,
      service,
      resolve: zoneResolver({ ...zone, ...more }),
      now: new Date(0),
    });
  const valuesOf = (rows: HandoffRow[]): string[] => rows.map(({ value }) => value ?? '');
  const all = valuesOf(handoffRows(await check({}), { records: 'all' }));
  expect(all).toContain('v=spf1 mx include:_spf.service.example -all');
  expect(all).toContain('v=DMARC1; p=reject');
  expect(all).not.toContain(service.spf);
  expect(all).not.toContain(service.dmarc);

  const misspelt = await check({ 'mail.example.org': { TXT: ['v=spf1 incldue:x.example -all'] } });
  expect(valuesOf(handoffRows(misspelt)).filter((value) => value.startsWith('v=spf1'))).toEqual([]);
});

test('an alias for the policy is handed over as an alias, and not where the owner has a policy', async () => {
  const alias = {
    host: '_dmarc',
    type: 'CNAME',
    value: 'd.service.example',
    purpose: 'dmarc',
    active: false,
  } as const;
  const rows = async (zone: Zone): Promise<(string | null)[][]> => {
    const checked = await checkDomain({
      domain: 'example.org',
      service: {
        ...service,
        mx: null,
        spf: null,
        dkim: [],
        ownership: null,
        domain: 'example.org',
        records: [alias],
      },
      resolve: zoneResolver({ 'example.org': { SOA: ['SOA'] }, ...zone }),
      now: new Date(0),
    });
    return handoffRows(checked, { records: 'all' }).map(({ type, host, value }) => [type, host, value]);
  };
  const row = ['CNAME', '_dmarc', alias.value];
  expect(await rows({})).toEqual([row]);
  expect(await rows({ '_dmarc.example.org': { CNAME: [alias.value] } })).toEqual([row]);
  expect(await rows({ '_dmarc.example.org': { TXT: ['v=DMARC1; p=reject'] } })).toEqual([]);
});

test('CSV is quoted as RFC 4180 asks', () => {
  const [row] = handoffRows(report, { ttl: 60 }).filter(({ value }) => value?.includes('quoted'));
  expect(toCsv(row ? [row] : [])).toBe(
    '"type","host","fqdn","value","priority","ttl","removes","consent","effects"\r\n"TXT","mail.example.org","mail.example.org","a ""quoted"" \\ value","","60","","",""\r\n',
  );
});

test('a cell that a spreadsheet would run begins with an apostrophe, wherever the value comes from', () => {
  const values = ['=1+1', '@', '-x', '+x', '\t=1', '\uff1d1', 'a,b', 'a\r\nb', ' a ', 'a=b'];
  const rows = values.map((value) => ({ ...ROW, value }));
  const cells = [...toCsv(rows).matchAll(/"TXT","a","a\.b","([^"]*)","","60","","",""\r\n/g)].map(
    ([, cell]) => cell,
  );
  expect(cells).toEqual(["'=1+1", "'@", "'-x", "'+x", "'\t=1", "'\uff1d1", 'a,b', 'a\r\nb', ' a ', 'a=b']);
  expect(toCsv([{ ...ROW, host: '@', removes: ['x', '=cmd()'] }])).toContain(
    '"\'@","a.b","x","","60","x\n\'=cmd()"',
  );
});

describe('what only the owner can decide', () => {
  const asked: HandoffRow = {
    ...ROW,
    type: 'MX',
    value: 'mx.service.example',
    priority: 10,
    removes: ['mx.old.example'],
    needsConsent: true,
    effects: [{ code: 'fix.mail-goes-elsewhere', severity: 'warning', params: { hosts: 'mx.old.example' } }],
  };
  const words = { consent: 'Ask the owner:', effect: ({ code }: { code: string }) => `why | ${code}\nmore` };

  test('is a comment in a zone file, so that loading it changes nothing of it', () => {
    expect(toZoneFile([ROW, asked], words).split('\n')).toEqual([
      'a.b. 60 IN TXT "x"',
      '; Ask the owner:',
      ';   why | fix.mail-goes-elsewhere more',
      '; - a.b. mx.old.example',
      '; a.b. 60 IN MX 10 mx.service.example.',
      '',
    ]);
  });

  test('is marked in the columns of CSV, and a table of its own in Markdown', () => {
    expect(toCsv([asked]).split('\r\n')[1]).toMatch(
      /,"mx\.old\.example","needs consent","fix\.mail-goes-elsewhere mx/,
    );
    const [first = '', second = ''] = toMarkdown([ROW, asked], words).split('**Ask the owner:**');
    expect(first).not.toContain('mx.service.example');
    expect(second).toContain(
      '| `MX` | `a` | `a.b` | `mx.service.example` | `10` | `60` | `mx.old.example` | why \\| fix.mail-goes-elsewhere more |',
    );
  });

  test('comes last, and mail for the whole zone always belongs to it', async () => {
    const checked = await checkDomain({
      domain: 'example.org',
      service: { ...service, domain: 'example.org', dkim: [] },
      resolve: zoneResolver({
        'example.org': { SOA: ['SOA'] },
        '_spf.service.example': { TXT: ['v=spf1 ip4:192.0.2.1 -all'] },
      }),
      now: new Date(0),
    });
    const rows = handoffRows(checked);
    expect(rows.map(({ type, needsConsent }) => [type, needsConsent])).toEqual([
      ['TXT', false],
      ['TXT', false],
      ['TXT', false],
      ['MX', true],
    ]);
  });

  test('may be nothing but a removal', async () => {
    const checked = await checkDomain({
      domain: 'mail.example.org',
      service: { ...service, spf: null, mx: null, dkim: [], ownership: null },
      resolve: zoneResolver({
        'example.org': { SOA: ['SOA'] },
        '_dmarc.example.org': { TXT: ['v=DMARC1; p=reject'] },
        '_dmarc.mail.example.org': { TXT: ['v=DMARC1; p=none', 'v=DMARC1; p=none; pct=5'] },
      }),
      now: new Date(0),
    });
    const rows = handoffRows(checked);
    expect(rows).toMatchObject([
      { value: null, removes: ['v=DMARC1; p=none', 'v=DMARC1; p=none; pct=5'], needsConsent: true },
    ]);
    expect(toZoneFile(rows)).not.toMatch(/^[^;]/m);
    expect(toCsv(rows)).toContain('"_dmarc.mail","_dmarc.mail.example.org","","","3600","v=DMARC1; p=none\n');
  });
});

test('nothing is handed over before DNS was queried: what to publish depends on what is there', () => {
  expect(handoffRows({ ...report, checkedAt: null }, { records: 'all' })).toEqual([]);
});

test('tables say what has to go, each value whole', () => {
  const row = { ...ROW, removes: ['v=spf1 "x"', 'a|`b`'] };
  expect(toCsv([row]).split('\r\n')[1]).toBe('"TXT","a","a.b","x","","60","v=spf1 ""x""\na|`b`","",""');
  expect(toMarkdown([row]).split('\n')[2]).toBe(
    '| `TXT` | `a` | `a.b` | `x` |  | `60` | `v=spf1 "x"` `` a\\|`b` `` |',
  );
});

test('Markdown keeps spaces and backslashes, and each record on its line', () => {
  const [, , ...lines] = toMarkdown([
    { ...ROW, value: 'a  b\\c' },
    { ...ROW, value: 'a\nb' },
    { ...ROW, value: '`a`` b' },
  ]).split('\n');
  expect(lines).toEqual([
    '| `TXT` | `a` | `a.b` | `a  b\\c` |  | `60` |  |',
    '| `TXT` | `a` | `a.b` | `a b` |  | `60` |  |',
    '| `TXT` | `a` | `a.b` | ``` `a`` b ``` |  | `60` |  |',
    '',
  ]);
});

test('names and bytes that mean something in a zone file are escaped', () => {
  const line = (row: Partial<HandoffRow>): string => toZoneFile([{ ...ROW, ...row }]);
  expect(line({ value: 'a;b (c) $d @' })).toBe('a.b. 60 IN TXT "a;b (c) $d @"\n');
  expect(line({ value: 'й\n\t"\\' })).toBe('a.b. 60 IN TXT "\\208\\185\\010\\009\\"\\\\"\n');
  expect(line({ value: '' })).toBe('a.b. 60 IN TXT ""\n');
  expect(line({ type: 'CNAME', value: 'x;y.z' })).toBe('a.b. 60 IN CNAME x\\059y.z.\n');
  expect(line({ removes: ['x\ny'] })).toBe('; - a.b. x\\010y\na.b. 60 IN TXT "x"\n');
  expect(line({ removes: ['\xe2\x80\x9cx'] })).toBe('; - a.b. \\226\\128\\156x\na.b. 60 IN TXT "x"\n');
});

test('Markdown keeps values whole', () => {
  const row: HandoffRow = { ...ROW, value: 'x | `y`' };
  expect(toMarkdown([row])).toBe(
    '| type | host | fqdn | value | priority | ttl | removes |\n| --- | --- | --- | --- | --- | --- | --- |\n| `TXT` | `a` | `a.b` | `` x \\| `y` `` |  | `60` |  |\n',
  );
});

describe('any value comes back from a zone file as it was', () => {
  test('in strings of at most 255 bytes, on one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyLetter, maxLength: 600 }), (value) => {
        const line = toZoneFile([{ ...ROW, fqdn: 'a.example', value }]);
        expect(line).toMatch(/^a\.example\. 60 IN TXT [ -~]*\n$/);
        const strings = readStrings(line);
        expect(strings.join('')).toBe(toBytes(value));
        expect(Math.max(...strings.map(({ length }) => length))).toBeLessThanOrEqual(255);
      }),
    );
  });
});

/** Reads quoted strings as RFC 1035 §5.1 says, in another way than they are written. */
function readStrings(line: string): string[] {
  const strings: string[] = [];
  let open: string | null = null;
  for (let at = line.indexOf('TXT') + 3; at < line.length; at++) {
    const letter = line.charAt(at);
    if (letter === '"') {
      if (open !== null) strings.push(open);
      open = open === null ? '' : null;
    } else if (open !== null && letter === '\\') {
      const code = /^\d{3}/.exec(line.slice(at + 1))?.[0];
      open += code ? String.fromCharCode(Number(code)) : line.charAt(at + 1);
      at += code ? 3 : 1;
    } else if (open !== null) {
      open += letter;
    }
  }
  return strings;
}

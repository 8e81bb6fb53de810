import { describe, expect, test } from 'vitest';
import { expectedRecords, relativeHost } from './expected-records.ts';
import { readTextLines, type ServiceDomain } from './service-domain.ts';
import { serviceProfiles } from './service-profiles.ts';

const bare: ServiceDomain = {
  domain: 'mail.example.org',
  active: false,
  message: null,
  spf: null,
  dkim: [],
  mx: null,
  dmarc: null,
  ownership: null,
};

test('a domain with no values at all still needs DMARC', () => {
  expect(expectedRecords(bare)).toEqual([
    {
      id: 'dmarc',
      purpose: 'dmarc',
      type: 'TXT',
      fqdn: '_dmarc.mail.example.org',
      host: '_dmarc.mail.example.org',
      value: 'v=DMARC1; p=none',
      required: true,
    },
  ]);
});

test('hosts are relative to the zone, which need not be the domain', () => {
  const all = { ...bare, spf: 'v=spf1 -all', dkim: [{ host: 'us._domainkey', value: 'p=x' }] };
  const hosts = (zone: string): string[] => expectedRecords(all, { zone }).map(({ host }) => host);
  expect(hosts('mail.example.org')).toEqual(['@', 'us._domainkey', '_dmarc']);
  expect(hosts('example.org')).toEqual(['mail', 'us._domainkey.mail', '_dmarc.mail']);
  expect(relativeHost('xexample.org', 'example.org')).toBe('xexample.org');
});

test.each<[title: string, host: string, fqdn: string]>([
  ['relative', 'us._domainkey', 'us._domainkey.mail.example.org'],
  ['the domain itself', '@', 'mail.example.org'],
  ['empty', '', 'mail.example.org'],
  ['absolute, with a dot', 'us._domainkey.example.org.', 'us._domainkey.example.org'],
  ['absolute, without', 'US._domainkey.mail.example.org', 'us._domainkey.mail.example.org'],
])('a host written %s', (_, host, fqdn) => {
  expect(expectedRecords({ ...bare, dkim: [{ host, value: 'p=x' }] })[0]?.fqdn).toBe(fqdn);
});

test('records named in full replace the plain fields of their purpose only', () => {
  const records = expectedRecords({
    ...bare,
    spf: 'v=spf1 include:old.example ~all',
    ownership: 'hash=1',
    mx: '20 mx.old.example.',
    records: [
      {
        host: 'mail.example.org',
        type: 'TXT',
        value: 'v=spf1 include:new.example ~all',
        purpose: 'spf',
        active: true,
      },
      {
        host: 's1._domainkey',
        type: 'CNAME',
        value: 'S1.service.example.',
        purpose: 'tracking',
        active: false,
      },
      { host: 'click', type: 'CNAME', value: 'track.service.example', purpose: 'tracking', active: false },
    ],
  });
  expect(
    records.map(({ id, type, value, priority, required }) => [id, type, value, priority, required]),
  ).toEqual([
    ['mx', 'MX', 'mx.old.example', 20, true],
    ['spf', 'TXT', 'v=spf1 include:new.example ~all', undefined, true],
    ['dkim:s1', 'CNAME', 's1.service.example', undefined, true],
    ['dmarc', 'TXT', 'v=DMARC1; p=none', undefined, true],
    ['ownership', 'TXT', 'hash=1', undefined, true],
    ['tracking:click', 'CNAME', 'track.service.example', undefined, false],
  ]);
});

test('an alias for the policy is the DMARC record, no other is asked for beside it', () => {
  const records = [
    { host: '_dmarc', type: 'CNAME', value: 'D.service.example.', purpose: 'tracking', active: false },
  ] as const;
  const plan = expectedRecords({ ...bare, dmarc: 'v=DMARC1; p=none', records: [...records] });
  expect(plan.map(({ id, type, value, required }) => [id, type, value, required])).toEqual([
    ['dmarc', 'CNAME', 'd.service.example', true],
  ]);
});

describe('values as services write them', () => {
  test.each<[title: string, mx: string, priority: number, value: string]>([
    ['a host alone', 'mx.service.example', 10, 'mx.service.example'],
    ['with its priority', '5 MX.service.example.', 5, 'mx.service.example'],
    ['with a tab', '0\tmx.service.example', 0, 'mx.service.example'],
  ])('MX: %s', (_, mx, priority, value) => {
    expect(expectedRecords({ ...bare, mx })[0]).toMatchObject({ type: 'MX', priority, value });
  });

  test.each<[title: string, dmarc: string | null, address: string | undefined, value: string]>([
    ['none', null, undefined, 'v=DMARC1; p=none'],
    [
      'none, with an address for reports',
      null,
      'd@example.org',
      'v=DMARC1; p=none; rua=mailto:d@example.org',
    ],
    ['its own', 'v=DMARC1; p=quarantine', undefined, 'v=DMARC1; p=quarantine'],
    ['its own without effect', 'v=DMARC1;', undefined, 'v=DMARC1; p=none'],
    ['something else', 'see our site', undefined, 'v=DMARC1; p=none'],
  ])('DMARC: %s', (_, dmarc, address, value) => {
    const plan = address === undefined ? {} : { dmarcReportAddress: address };
    expect(expectedRecords({ ...bare, dmarc }, plan)[0]).toMatchObject({ id: 'dmarc', value });
  });

  test('a domain in letters of other alphabets has A-labels in every name', () => {
    const dkim = [{ host: 'us._domainkey', value: 'p=x' }];
    const names = expectedRecords({ ...bare, domain: 'Пример.РФ.', dkim }).map(({ fqdn }) => fqdn);
    expect(names).toEqual(['us._domainkey.xn--e1afmkfd.xn--p1ai', '_dmarc.xn--e1afmkfd.xn--p1ai']);
  });
});

test('every record of a domain has an id of its own', () => {
  const twice = {
    ...bare,
    records: ['a', 'b'].map(
      (value) => ({ host: '@', type: 'TXT', value, purpose: 'ownership', active: false }) as const,
    ),
  };
  expect(expectedRecords(twice).map(({ id }) => id)).toEqual(['dmarc', 'ownership', 'ownership#2']);
});

test('the policy of DomainKeys is shown but not required', () => {
  const dkim = readTextLines('_domainkey TXT o=~\r\nus._domainkey TXT k=rsa; p=KEY');
  expect(expectedRecords({ ...bare, dkim }).map(({ id, required }) => [id, required])).toEqual([
    ['dkim:_domainkey', false],
    ['dkim:us', true],
    ['dmarc', true],
  ]);
});

describe('lines of a service', () => {
  test.each<[line: string, host: string, value: string]>([
    ['us._domainkey TXT k=rsa; p=KEY', 'us._domainkey', 'k=rsa; p=KEY'],
    ['us._domainkey IN 3600 TXT "k=rsa; p=KEY"', 'us._domainkey', 'k=rsa; p=KEY'],
    [
      'us._domainkey.example.org. 3600 IN TXT "k=rsa; p=" "KEY"',
      'us._domainkey.example.org.',
      'k=rsa; p=KEY',
    ],
    ['  us._domainkey  txt  "a \\"b\\""', 'us._domainkey', 'a "b"'],
  ])('%s', (line, host, value) => {
    expect(readTextLines(line)).toEqual([{ host, value }]);
  });

  test('what is no such line is left out', () => {
    expect(readTextLines('hello\n\nus MX 10 mx.example\nus._domainkey TXT')).toEqual([]);
  });
});

test.each(Object.entries(serviceProfiles))('the profile of %s has all a domain needs', (_, profile) => {
  const purposes = expectedRecords(
    profile({ domain: 'example.org', dkimKey: 'KEY', ownershipHash: 'abc' }),
  ).map(({ purpose }) => purpose);
  expect(purposes).toEqual(expect.arrayContaining(['spf', 'dkim', 'dmarc']));
});

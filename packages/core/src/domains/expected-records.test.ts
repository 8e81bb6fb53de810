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

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMailError } from '../../errors.ts';
import { respell, writeFailure } from './call.ts';
import { cesCalls } from './calls.ts';
import { cesPaths, cesUrl } from './places.ts';
import type { CesDomainList } from './sender-domains.ts';

const account = {
  accountName: 'Acme',
  responseDomain: 'https://crm.example.com',
  provider: 'UniOne',
  active: true,
  authKeyValid: true,
  responseDomainValid: false,
};

const list: CesDomainList = {
  dkimTemplate: 'api._domainkey TXT k=rsa;t=s;p={0}',
  defaultKey: 'DEFAULTKEY',
  spf: 'v=spf1 include:_spf.example.net ~all',
  dmarc: 'v=DMARC1; p=none',
  ownershipTemplate: 'validate={0}',
  domains: [
    { domain: 'news.example.com', active: true, message: null, key: null, spf: null, mx: null },
    {
      domain: 'mail.example.com',
      active: false,
      message: 'no records',
      key: 'OWNKEY',
      spf: 'v=spf1 include:own.example.net -all',
      mx: 'mx.example.net',
    },
  ],
};

const domains = [
  {
    domain: 'news.example.com',
    active: true,
    message: null,
    spf: 'v=spf1 include:_spf.example.net ~all',
    dkim: [{ host: 'api._domainkey', value: 'k=rsa;t=s;p=DEFAULTKEY' }],
    mx: null,
    dmarc: 'v=DMARC1; p=none',
    ownership: 'validate=news.example.com',
  },
  {
    domain: 'mail.example.com',
    active: false,
    message: 'no records',
    spf: 'v=spf1 include:own.example.net -all',
    dkim: [{ host: 'api._domainkey', value: 'k=rsa;t=s;p=OWNKEY' }],
    mx: 'mx.example.net',
    dmarc: 'v=DMARC1; p=none',
    ownership: 'validate=mail.example.com',
  },
];

const recipient = { id: 'r1', email: 'Ann@Example.org', name: 'Ann', fields: { city: 'Ulm' } };
const message = {
  fromEmail: 'a@example.com',
  fromName: 'A',
  subject: 'S',
  html: '<p>',
  recipients: [recipient],
};
const sending = { emailId: 'e1', sendAt: new Date('2026-11-24T08:00:00Z'), message };

const answers: [
  name: string,
  written: Record<string, unknown>,
  read: (body: unknown) => unknown,
  expected: unknown,
][] = [
  ['account', cesCalls.account.writeAnswer(account), cesCalls.account.readAnswer, account],
  [
    'registerResponses',
    cesCalls.registerResponses.writeAnswer(account),
    cesCalls.registerResponses.readAnswer,
    account,
  ],
  ['domains', cesCalls.domains.writeAnswer(list), cesCalls.domains.readAnswer, domains],
  ['addDomain', cesCalls.addDomain.writeAnswer(list), cesCalls.addDomain.readAnswer, domains],
  [
    'authorizeDomain',
    cesCalls.authorizeDomain.writeAnswer(list),
    cesCalls.authorizeDomain.readAnswer,
    domains,
  ],
  [
    'validateDomain',
    cesCalls.validateDomain.writeAnswer({ active: false, message: 'No DKIM record' }),
    cesCalls.validateDomain.readAnswer,
    { active: false, message: 'No DKIM record' },
  ],
  ['shareDomain', cesCalls.shareDomain.writeAnswer('t0ken'), cesCalls.shareDomain.readAnswer, 't0ken'],
  [
    'providers',
    cesCalls.providers.writeAnswer([{ name: 'UniOne', isConnected: true, isDefault: false }]),
    cesCalls.providers.readAnswer,
    [{ name: 'UniOne', isConnected: true, isDefault: false }],
  ],
  [
    'checkedEmails',
    cesCalls.checkedEmails.writeAnswer({ 'Ann@Example.org': true, 'bob@example.org': false }),
    cesCalls.checkedEmails.readAnswer,
    { 'ann@example.org': true, 'bob@example.org': false },
  ],
  [
    'confirmSenders',
    cesCalls.confirmSenders.writeAnswer({ wrong: ['x'], validated: ['y@example.org'] }),
    cesCalls.confirmSenders.readAnswer,
    { wrong: ['x'], validated: ['y@example.org'] },
  ],
  [
    'licence',
    cesCalls.licence.writeAnswer({ dailyLimit: 500, usedToday: 7 }),
    cesCalls.licence.readAnswer,
    { dailyLimit: 500, usedToday: 7 },
  ],
  ['send', cesCalls.send.writeAnswer(null), cesCalls.send.readAnswer, null],
];

describe.each(['camelCase', 'PascalCase', 'lowercase', 'UPPERCASE'] as const)(
  'names spelled in %s',
  (spelling) => {
    const spelled = (body: unknown) => (spelling === 'camelCase' ? body : respell(body, spelling));

    test.each(answers)('the answer of %s is read as it was meant', (_, written, read, expected) => {
      const body = JSON.parse(JSON.stringify(spelled({ ...written, somethingNew: { deep: [1] } })));
      expect(read(body)).toEqual(expected);
    });

    test('a refusal is the error its code stands for', () => {
      expect(() => cesCalls.account.readAnswer(spelled(writeFailure(101, 'no')))).toThrow(
        expect.objectContaining({ code: 'key-rejected', details: { serviceCode: 101 } }),
      );
    });
  },
);

test('requests are read back as they were written, with the API key under the name of each call', () => {
  const { send, sendTemplate, validateDomain, account, confirmSenders } = cesCalls;
  expect(account.writeRequest('K', { authKey: 'A' })).toEqual({ key: 'K', authKey: 'A' });
  expect(validateDomain.writeRequest('K', { domain: 'd', provider: null })).toEqual({
    apiKey: 'K',
    domain: 'd',
  });
  expect(send.readRequest(send.writeRequest('K', sending))).toEqual({ key: 'K', input: sending });
  const byTemplate = { ...sending, sendAt: null, templateName: 'T' };
  expect(sendTemplate.readRequest(sendTemplate.writeRequest('K', byTemplate))).toEqual({
    key: 'K',
    input: byTemplate,
  });
  const asked = { emails: ['a@example.com'], provider: 'UniOne' };
  expect(confirmSenders.readRequest(confirmSenders.writeRequest('K', asked))).toEqual({
    key: 'K',
    input: asked,
  });
});

test('a time to send is UTC without a zone, and empty for now', () => {
  expect(cesCalls.send.writeRequest('K', sending)).toMatchObject({ send_at: '2026-11-24 08:00:00' });
  expect(cesCalls.send.writeRequest('K', { ...sending, sendAt: null })).toMatchObject({ send_at: '' });
});

describe('sender domains', () => {
  const read = (fields: object) => cesCalls.domains.readAnswer({ code: 0, ...fields })[0];

  test('without a template the DKIM lines are the two the product falls back to', () => {
    expect(read({ domains: [{ domain: 'd.example' }], defaultDKIMKey: 'MIIB$&' })?.dkim).toEqual([
      { host: '_domainkey', value: 'o=~' },
      { host: 'us._domainkey', value: 'k=rsa; p=MIIB$&' },
    ]);
  });

  test('a value of several lines is refused by the name of its field, a wrapped key is put together', () => {
    const domain = { domain: 'd.example', spfKey: 'v=spf1 -all\nwww IN A 192.0.2.1' };
    expect(() => read({ domains: [domain] })).toThrow(
      'The DNS value spfKey of the service has several lines',
    );
    expect(() => read({ domains: [{ domain: 'd.example' }], dmarkValue: 'v=DMARC1;\r\np=none' })).toThrow(
      'dmarkValue',
    );
    const wrapped = read({
      domains: [{ domain: 'd.example', key: 'MIIB\n AAAA' }],
      dkimRecord: 'x._domainkey TXT p={0}',
    });
    expect(wrapped?.dkim).toEqual([{ host: 'x._domainkey', value: 'p=MIIBAAAA' }]);
  });

  test('without any key there is no DKIM record', () => {
    expect(
      read({ domains: [{ domain: 'd.example', key: '' }], dkimRecord: 'x._domainkey TXT p={0}' })?.dkim,
    ).toEqual([]);
  });

  test.each(['dmarkValue', 'dmarcValue', 'DmarcValue'])('the DMARC value is found under %s', (name) => {
    expect(read({ domains: [{ domain: 'd.example' }], [name]: 'v=DMARC1; p=none' })?.dmarc).toBe(
      'v=DMARC1; p=none',
    );
  });

  test('a value written as a whole line is taken out of the line', () => {
    const domain = read({
      domains: [{ domain: 'd.example', spfKey: '@ TXT "v=spf1 include:x.example ~all"' }],
      dmarkValue: '_dmarc TXT v=DMARC1; p=none',
    });
    expect(domain).toMatchObject({ spf: 'v=spf1 include:x.example ~all', dmarc: 'v=DMARC1; p=none' });
  });

  test('an ownership line below the domain keeps its host', () => {
    const domain = read({ domains: [{ domain: 'd.example' }], domainValidationRecord: '_verify TXT id-{0}' });
    expect(domain?.records).toEqual([
      { host: '_verify', type: 'TXT', purpose: 'ownership', value: 'id-d.example', active: false },
    ]);
  });

  test('detailed records of later versions are read, and categories nobody knows left out', () => {
    const details = [
      {
        hostName: 'k1._domainkey',
        Type: 'cname',
        value: 'k1.example.net',
        senderDomainRecordCategory: 'dkim',
        status: 'Active',
      },
      {
        hostname: 'track',
        type: 'CNAME',
        value: 't.example.net',
        SenderDomainRecordCategory: 'CNAME',
        status: 'inactive',
      },
      { hostname: 'x', type: 'TXT', value: 'y', senderDomainRecordCategory: 'BIMI', status: 'active' },
      { hostname: 'x', type: 'SRV', value: 'y', senderDomainRecordCategory: 'MX', status: 'active' },
    ];
    expect(read({ domains: [{ domain: 'd.example', recordDetails: details }] })?.records).toEqual([
      { host: 'k1._domainkey', type: 'CNAME', value: 'k1.example.net', purpose: 'dkim', active: true },
      { host: 'track', type: 'CNAME', value: 't.example.net', purpose: 'tracking', active: false },
    ]);
  });

  test('only the status "active" is the verdict, in any letter case', () => {
    expect(read({ domains: [{ domain: 'd.example', status: 'ACTIVE' }] })?.active).toBe(true);
    expect(read({ domains: [{ domain: 'd.example', status: 'activated' }] })?.active).toBe(false);
  });
});

test.each([
  ['null', null],
  ['a text', 'Service unavailable'],
  ['a list', []],
  ['an empty object', {}],
  ['an object of something else', { title: 'Not found' }],
  ['a wrong type where a list belongs', { code: 0, services: 'none' }],
])('%s is no readable answer', (_, body) => {
  expect(() => cesCalls.account.readAnswer(body)).toThrow(
    expect.objectContaining({ code: 'answer-unreadable' }),
  );
});

test('missing and null fields of an account are nothing set, not an error', () => {
  const empty = {
    accountName: null,
    responseDomain: null,
    provider: null,
    active: false,
    authKeyValid: false,
    responseDomainValid: false,
  };
  expect(cesCalls.account.readAnswer({ code: 0 })).toEqual(empty);
  expect(cesCalls.account.readAnswer({ services: [{}], integrationStatus: {} })).toEqual(empty);
  expect(cesCalls.licence.readAnswer({ code: 0 })).toEqual({ dailyLimit: null, usedToday: 0 });
  expect(cesCalls.account.readAnswer({ code: '0', services: null, integrationStatus: null })).toEqual(empty);
  expect(
    cesCalls.account.readAnswer({ code: 0, services: [{ serviceName: 'Other', isActive: true }] }),
  ).toEqual(empty);
});

test.each([
  [-1, null],
  [undefined, 0],
])('a daily limit of %s is none', (dailyLimitCount, todayUsage) => {
  expect(cesCalls.licence.readAnswer({ code: 0, dailyLimitCount, todayUsage })).toEqual({
    dailyLimit: null,
    usedToday: 0,
  });
});

test('a call is the connection URL and the path, whatever slash stands between', () => {
  expect(cesUrl('https://ces.example.com/', cesPaths.account)).toBe(
    'https://ces.example.com/account/info.json',
  );
  expect(cesUrl('https://ces.example.com/api', cesPaths.stop)).toBe(
    'https://ces.example.com/api/messages/stop.json',
  );
});

test('no body makes a reader throw anything but a MailError', () => {
  const inner =
    'message to merge_vars settings domain email is_checked recordDetails status code key __proto__ constructor';
  const known = [...answers.flatMap(([, written]) => Object.keys(written)), ...inner.split(' ')];
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      fc.jsonValue(),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...known), tie('tree'), { maxKeys: 8 }),
    ),
  }));
  fc.assert(
    fc.property(tree, (body) => {
      for (const { readAnswer, readRequest } of Object.values(cesCalls)) {
        for (const read of [readAnswer, readRequest]) {
          try {
            read(body);
          } catch (error) {
            if (!isMailError(error)) throw error;
          }
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('a body nested deeper than any stack is read as far as it is known', () => {
  let body: unknown = {};
  for (let depth = 0; depth < 200_000; depth++) body = { services: [body] };
  expect(cesCalls.account.readAnswer(body).active).toBe(false);
  expect(() => cesCalls.domains.readAnswer(body)).toThrow(
    expect.objectContaining({ code: 'answer-unreadable' }),
  );
});

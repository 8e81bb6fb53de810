import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGeneralDraft, checkGeneralField, generalFields } from './settings.ts';

describe('a draft of the general settings', () => {
  it('takes only the fields that were typed', () => {
    expect(checkGeneralDraft({ cloudUrl: ' https://mail.example.net/ ' })).toEqual({
      change: { cloudUrl: 'https://mail.example.net' },
      issues: [],
      notes: [],
    });
  });

  it('an empty key keeps the stored one, null clears it', () => {
    expect(checkGeneralDraft({ apiKey: '  ', authKey: null }).change).toEqual({ authKey: null });
  });

  it('an empty address clears it', () => {
    expect(checkGeneralDraft({ cloudUrl: '', responseDomain: ' ', senderEmail: '' }).change).toEqual({
      cloudUrl: null,
      responseDomain: null,
      senderEmail: null,
    });
  });

  it('naming a provider is refused', () => {
    expect(checkGeneralDraft({ provider: 'UniOne' }).issues).toEqual([
      { field: 'provider', code: 'provider-locked' },
    ]);
  });

  it.each([
    [' Ann@News.Example.COM ', 'Ann@news.example.com'],
    ['ann@b\u00fccher.example', 'ann@xn--bcher-kva.example'],
  ])('the sender address %j is kept as %s', (typed, kept) => {
    expect(checkGeneralDraft({ senderEmail: typed }).change).toEqual({ senderEmail: kept });
  });

  it.each([
    'ann',
    'ann@',
    '@example.com',
    'ann@localhost',
    'a b@example.com',
    'Ann <ann@example.com>',
    'a@b@c.example',
    'ann@example.com/news',
    'ann@example.com:8080',
    'ann@example.com?x',
    'ann@example.com#x',
    'ann@example.com\\x',
    'ann@ex%61mple.com',
    'ann@192.0.2.1',
    'ann@2130706433',
    'ann@0x7f.1',
    'ann@[2001:db8::1]',
    'ann@-example.com',
    'ann@example-.com',
    'ann@exa_mple.com',
    'ann@example..com',
    `ann@${'a'.repeat(64)}.com`,
  ])('the sender address %j is refused', (typed) => {
    expect(checkGeneralDraft({ senderEmail: typed }).issues).toEqual([
      { field: 'senderEmail', code: 'not-an-address' },
    ]);
  });

  it('every field that is wrong is named, with its own code', () => {
    const { issues } = checkGeneralDraft({
      cloudUrl: 'http://x.example.net',
      apiKey: 'with space',
      responseDomain: 'localhost',
    });
    expect(issues.map(({ field, code }) => `${field} ${code}`)).toEqual([
      'cloudUrl not-https',
      'apiKey key-characters',
      'responseDomain localhost',
    ]);
  });

  it('a key is trimmed at its ends only', () => {
    const read = checkGeneralField('apiKey', '\t a-b_c=1 \n');
    expect(read.ok && read.value).toBe('a-b_c=1');
  });

  it('a key longer than 1,000 characters is refused', () => {
    const read = checkGeneralField('authKey', 'k'.repeat(1001));
    expect(!read.ok && read.issues).toEqual([
      { field: 'authKey', code: 'too-long', params: { limit: 1000 } },
    ]);
  });
});

describe('whatever was typed into a field', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.emailAddress(), fc.webUrl(), fc.domain());
  it.each(generalFields)(
    'of %s, it is judged without an exception, and normal form stays as it is',
    (field) => {
      fc.assert(
        fc.property(text, (typed) => {
          const once = checkGeneralField(field, typed);
          if (!once.ok)
            expect(once.issues.every((issue) => issue.field === field && issue.code !== '')).toBe(true);
          if (!once.ok || once.value === null) return;
          expect(checkGeneralField(field, once.value)).toMatchObject({ ok: true, value: once.value });
        }),
        { numRuns: 300 },
      );
    },
  );
});

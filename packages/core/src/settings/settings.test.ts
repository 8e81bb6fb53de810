import { describe, expect, it } from 'vitest';
import { checkGeneralDraft, checkGeneralField } from './settings.ts';

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
    expect(checkGeneralDraft({ cloudUrl: '', responseDomain: ' ' }).change).toEqual({
      cloudUrl: null,
      responseDomain: null,
    });
  });

  it('naming a provider is refused', () => {
    expect(checkGeneralDraft({ provider: 'UniOne' }).issues).toEqual([
      { field: 'provider', code: 'provider-locked' },
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

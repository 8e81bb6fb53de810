import { describe, expect, it } from 'vitest';
import { MailError, type MailErrorCode } from '../errors.ts';
import type { ServiceAccount } from './mail-service.ts';
import {
  type Connection,
  type ConnectionInputs,
  connectionBeforeCheck,
  connectionOfAccount,
  connectionOfSave,
  senderAfter,
  senderBeforeCheck,
  senderOfAnswer,
} from './status.ts';

const now = new Date('2026-11-24T09:41:00Z');
const complete: ConnectionInputs = { cloudUrl: true, apiKey: 'set', responseDomain: true, authKey: 'set' };
const account: ServiceAccount = {
  accountName: 'Example',
  responseDomain: 'https://erp.example.com',
  provider: 'Example Relay',
  active: true,
  authKeyValid: true,
  responseDomainValid: true,
};
const fault = (code: MailErrorCode, serviceCode?: number) =>
  new MailError(code, code, serviceCode === undefined ? {} : { serviceCode });
const words = ({ sending, responses }: Connection) => [
  [sending.state, sending.reason].filter(Boolean).join(' '),
  [responses.state, responses.reason].filter(Boolean).join(' '),
];

describe('before anybody asked', () => {
  it.each<[string, Partial<ConnectionInputs>, string, string]>([
    [
      'nothing is set',
      { cloudUrl: false, apiKey: 'not-set', responseDomain: false, authKey: 'not-set' },
      'unconfigured',
      'unconfigured',
    ],
    [
      'only the URL is missing',
      { cloudUrl: false },
      'unconfigured needs-connection-url',
      'unchecked needs-connection-url',
    ],
    [
      'only the API key is missing',
      { apiKey: 'not-set' },
      'unconfigured needs-api-key',
      'unchecked needs-api-key',
    ],
    ['the auth key is empty', { authKey: 'not-set' }, 'unchecked', 'unconfigured needs-auth-key'],
    ['the domain is empty', { responseDomain: false }, 'unchecked', 'unconfigured needs-response-domain'],
    [
      'the API key was saved for another URL',
      { apiKey: 'key-for-another-url' },
      'unchecked key-for-another-url',
      'unchecked needs-api-key',
    ],
    [
      'the auth key was saved for another URL',
      { authKey: 'key-for-another-url' },
      'unchecked',
      'unchecked key-for-another-url',
    ],
    [
      'the URL was removed, which both keys were saved for',
      { cloudUrl: false, apiKey: 'key-for-another-url', authKey: 'key-for-another-url' },
      'unconfigured needs-connection-url',
      'unchecked needs-connection-url',
    ],
    [
      'the URL was removed and there is no domain either',
      { cloudUrl: false, apiKey: 'key-for-another-url', responseDomain: false },
      'unconfigured needs-connection-url',
      'unconfigured needs-response-domain',
    ],
    [
      'the master key is wrong and the URL is missing',
      { cloudUrl: false, apiKey: 'wrong-master-key', authKey: 'wrong-master-key' },
      'unchecked wrong-master-key',
      'unchecked wrong-master-key',
    ],
    [
      'the master key is wrong',
      { apiKey: 'wrong-master-key', authKey: 'wrong-master-key' },
      'unchecked wrong-master-key',
      'unchecked wrong-master-key',
    ],
    ['all is set', {}, 'unchecked', 'unchecked'],
  ])('%s', (_, inputs, sending, responses) => {
    expect(words(connectionBeforeCheck({ ...complete, ...inputs }))).toEqual([sending, responses]);
  });
});

describe('the account decides, as on opening the page', () => {
  it.each<
    [string, Partial<ServiceAccount> | MailError, Partial<ConnectionInputs>, string, string, string | null]
  >([
    ['code 0, active, both flags good', {}, {}, 'active', 'active', 'Example Relay'],
    [
      'code 0, the auth key is refused',
      { authKeyValid: false },
      {},
      'active',
      'failed auth-key-rejected',
      'Example Relay',
    ],
    [
      'code 0, the domain is refused',
      { responseDomainValid: false },
      {},
      'active',
      'failed response-domain-unreachable',
      'Example Relay',
    ],
    [
      'code 0, both are refused: the auth key is named first',
      { authKeyValid: false, responseDomainValid: false },
      {},
      'active',
      'failed auth-key-rejected',
      'Example Relay',
    ],
    [
      'code 0, the auth key is empty',
      { authKeyValid: false },
      { authKey: 'not-set' },
      'active',
      'unconfigured needs-auth-key',
      'Example Relay',
    ],
    [
      'code 0, no domain yet',
      { responseDomainValid: false },
      { responseDomain: false },
      'active',
      'unconfigured needs-response-domain',
      'Example Relay',
    ],
    [
      'code 0, the service is not active: responses wait for it',
      { active: false },
      {},
      'failed service-inactive',
      'unchecked needs-active-service',
      'Example Relay',
    ],
    [
      'code 101: responses wait for the key, and the provider is cleared',
      fault('key-rejected', 101),
      {},
      'failed key-rejected',
      'unchecked needs-api-key',
      null,
    ],
    [
      'no answer: responses wait for the service',
      fault('service-unreachable'),
      {},
      'failed service-unreachable',
      'unchecked needs-service',
      null,
    ],
    [
      'an unreadable answer',
      fault('answer-unreadable'),
      {},
      'failed answer-unreadable',
      'unchecked needs-service',
      null,
    ],
    [
      'a code nobody knows',
      fault('unexpected-code', 999),
      {},
      'failed unexpected-code',
      'unchecked needs-service',
      null,
    ],
    [
      'a wrong API key beside an empty auth key',
      fault('key-rejected', 101),
      { authKey: 'not-set' },
      'failed key-rejected',
      'unconfigured needs-auth-key',
      null,
    ],
  ])('%s', (_, outcome, inputs, sending, responses, provider) => {
    const known = connectionOfAccount(
      outcome instanceof Error ? outcome : { ...account, ...outcome },
      { ...complete, ...inputs },
      now,
    );
    expect(words(known)).toEqual([sending, responses]);
    expect(known.provider).toBe(provider);
    expect(known.checkedAt).toBe('2026-11-24T09:41:00.000Z');
  });

  it('keeps the number the service answered with, its own words, and the stage where a call stopped', () => {
    const refused = connectionOfAccount(fault('unexpected-code', 777), complete, now);
    expect(refused.sending.serviceCode).toBe(777);
    const closed = connectionOfAccount(
      new MailError('service-unreachable', 'closed', { stage: 'port' }),
      complete,
      now,
    );
    expect(closed.sending.stage).toBe('port');
    const said = connectionOfAccount(
      new MailError('unexpected-code', 'odd', {
        serviceCode: 777,
        serviceMessage: 'Moon in the wrong house',
      }),
      complete,
      now,
    );
    expect(said.sending.serviceMessage).toBe('Moon in the wrong house');
  });
});

describe('a save registers auth key and domain', () => {
  it.each<
    [
      string,
      Partial<ServiceAccount> | MailError,
      Partial<ServiceAccount> | MailError,
      Partial<ConnectionInputs>,
      string,
      string,
    ]
  >([
    [
      'code 0: both good, whatever the flags still say',
      { authKeyValid: false, responseDomainValid: false },
      {},
      {},
      'active',
      'active',
    ],
    [
      'code 0, the auth key is empty',
      {},
      {},
      { authKey: 'not-set' },
      'active',
      'unconfigured needs-auth-key',
    ],
    [
      'code 0, the service is not active',
      { active: false },
      {},
      {},
      'failed service-inactive',
      'unchecked needs-active-service',
    ],
    [
      '105, and the account is good: only responses fail',
      fault('response-domain-unreachable', 105),
      {},
      {},
      'active',
      'failed response-domain-unreachable',
    ],
    [
      '109, and the account is good: only responses fail',
      fault('response-domain-taken', 109),
      {},
      {},
      'active',
      'failed response-domain-taken',
    ],
    [
      '110, and the account is good: only responses fail',
      fault('auth-key-rejected', 110),
      {},
      {},
      'active',
      'failed auth-key-rejected',
    ],
    [
      '101: one error, not two',
      fault('key-rejected', 101),
      fault('key-rejected', 101),
      {},
      'failed key-rejected',
      'unchecked needs-api-key',
    ],
    [
      'no answer at all',
      fault('service-unreachable'),
      fault('service-unreachable'),
      {},
      'failed service-unreachable',
      'unchecked needs-service',
    ],
    [
      '105, and the service is not active',
      fault('response-domain-unreachable', 105),
      { active: false },
      {},
      'failed service-inactive',
      'unchecked needs-active-service',
    ],
    [
      'another code, and the account is good',
      fault('unexpected-code', 500),
      {},
      {},
      'active',
      'failed unexpected-code',
    ],
  ])('%s', (_, registered, asked, inputs, sending, responses) => {
    const of = (outcome: Partial<ServiceAccount> | MailError) =>
      outcome instanceof Error ? outcome : { ...account, ...outcome };
    expect(words(connectionOfSave(of(registered), of(asked), { ...complete, ...inputs }, now))).toEqual([
      sending,
      responses,
    ]);
  });
});

describe('the default sender address', () => {
  const word = ({ state, reason }: Connection['sending']) => [state, reason].filter(Boolean).join(' ');

  it.each<[string, string | null, Partial<ConnectionInputs>, string]>([
    ['none is set', null, {}, 'unconfigured'],
    ['none is set, nor anything else', null, { cloudUrl: false, apiKey: 'not-set' }, 'unconfigured'],
    ['the connection URL is missing', 'a@example.com', { cloudUrl: false }, 'unchecked needs-connection-url'],
    ['the API key is missing', 'a@example.com', { apiKey: 'not-set' }, 'unchecked needs-api-key'],
    [
      'the API key is for another URL',
      'a@example.com',
      { apiKey: 'key-for-another-url' },
      'unchecked needs-api-key',
    ],
    [
      'the API key cannot be read',
      'a@example.com',
      { apiKey: 'wrong-master-key' },
      'unchecked needs-api-key',
    ],
    ['the auth key is missing, which it does not need', 'a@example.com', { authKey: 'not-set' }, 'unchecked'],
    ['all is set', 'a@example.com', {}, 'unchecked'],
  ])('before anybody asked: %s', (_, email, inputs, expected) => {
    expect(word(senderBeforeCheck(email, { ...complete, ...inputs }))).toBe(expected);
  });

  it.each<[string, boolean | MailError, string]>([
    ['the service has it among the checked ones', true, 'active'],
    ['the service has not', false, 'failed sender-not-checked'],
    ['no answer', fault('service-unreachable'), 'unchecked needs-service'],
    ['the key is refused a moment later', fault('key-rejected', 101), 'unchecked needs-api-key'],
    [
      'the service was switched off a moment ago',
      fault('service-inactive'),
      'unchecked needs-active-service',
    ],
    ['a service without this call, by HTTP', fault('service-failed'), 'unchecked service-failed'],
    ['a service without this call, by code', fault('unexpected-code', 404), 'unchecked unexpected-code'],
    ['an unreadable answer', fault('answer-unreadable'), 'unchecked answer-unreadable'],
    ['too many calls', fault('rate-limited'), 'unchecked rate-limited'],
  ])('asked: %s', (_, outcome, expected) => {
    expect(word(senderOfAnswer(outcome))).toBe(expected);
  });

  it.each<[Connection['sending'], string]>([
    [{ state: 'failed', reason: 'key-rejected' }, 'unchecked needs-api-key'],
    [{ state: 'failed', reason: 'service-inactive' }, 'unchecked needs-active-service'],
    [{ state: 'failed', reason: 'service-unreachable' }, 'unchecked needs-service'],
    [{ state: 'failed', reason: 'service-failed' }, 'unchecked needs-service'],
    [{ state: 'failed', reason: 'unexpected-code' }, 'unchecked needs-service'],
  ])('not asked, since sending is %o', (sending, expected) => {
    expect(word(senderAfter(sending))).toBe(expected);
  });

  it('keeps the number a service without this call answered with', () => {
    expect(senderOfAnswer(fault('unexpected-code', 404)).serviceCode).toBe(404);
  });
});

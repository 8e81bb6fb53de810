import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Indicator, indicatorsOf } from '../../delivery/indicators.ts';
import type { MailingTotals } from '../../delivery/ledger.ts';
import { outcomes } from '../../delivery/outcomes.ts';
import { isMailError } from '../../errors.ts';
import {
  readMonitoringAnswer,
  readMonitoringRequest,
  writeMonitoringAnswer,
  writeMonitoringRequest,
} from './monitoring.ts';

const mailing = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const codeOf = (call: () => unknown) => {
  try {
    return call();
  } catch (error) {
    return isMailError(error) ? [error.code, ...(error.details.fields ?? [])] : error;
  }
};

describe('the request for indicators', () => {
  it.each<[string, unknown, object]>([
    ['no filters', { filters: {} }, {}],
    ['filters that are null', { filters: null }, {}],
    ['no field at all', {}, {}],
    ['empty filters', { filters: { emailId: null, startDate: null } }, {}],
    ['a mailing', { filters: { emailId: mailing.toUpperCase() } }, { mailing }],
    [
      'ISO dates',
      { filters: { startDate: '2026-11-24', endDate: '2026-11-25T10:00:00' } },
      { from: new Date('2026-11-24Z'), to: new Date('2026-11-25T10:00:00Z') },
    ],
    [
      'WCF dates',
      { filters: { startDate: '/Date(1000)/', endDate: '/Date(2000+0300)/' } },
      { from: new Date(1000), to: new Date(2000) },
    ],
    ['another letter case', { Filters: { EmailId: mailing } }, { mailing }],
  ])('may have %s', (_title, body, filter) => {
    expect(readMonitoringRequest(body)).toEqual(filter);
  });

  it.each<[string, unknown, string, string]>([
    ['a body that is no object', [], '', 'not-an-object'],
    ['another field', { filter: {} }, '', 'unknown-field'],
    ['filters that are no object', { filters: 'all' }, 'filters', 'not-an-object'],
    ['a filter nobody knows', { filters: { tenant: 'other' } }, 'filters', 'unknown-filter'],
    ['a mailing that is no GUID', { filters: { emailId: "' or 1=1" } }, 'filters.emailId', 'not-a-guid'],
    ['a date that is none', { filters: { endDate: 'tomorrow' } }, 'filters.endDate', 'not-a-date'],
    [
      'a date beyond all dates',
      { filters: { startDate: '/Date(-9999999999999999)/' } },
      'filters.startDate',
      'not-a-date',
    ],
  ])('with %s is refused', (_title, body, field, code) => {
    expect(codeOf(() => readMonitoringRequest(body))).toEqual(['bad-request', { field, code }]);
  });

  it('is read as it was written', () => {
    const filter = { mailing, from: new Date(0), to: new Date(1) };
    expect(readMonitoringRequest(JSON.parse(writeMonitoringRequest(filter)))).toEqual(filter);
    expect(readMonitoringRequest(JSON.parse(writeMonitoringRequest({})))).toEqual({});
  });
});

describe('the answer with indicators', () => {
  const indicator: Indicator = {
    id: 'mailings',
    unit: 'count',
    caption: 'c',
    benchmark: 1,
    actual: 2,
    state: 'error',
    emailIds: [mailing],
  };

  it('has the names of the contract', () => {
    expect(JSON.parse(writeMonitoringAnswer([indicator]))).toEqual({
      GetEmailStateResult: [
        { caption: 'c', benchmark: 1, actualCount: 2, state: 'error', emailIdList: [mailing] },
      ],
    });
  });

  it('is read as it was written, and nothing else is', () => {
    const text = writeMonitoringAnswer([indicator]);
    expect(readMonitoringAnswer(JSON.parse(text))).toEqual([
      { caption: 'c', benchmark: 1, actualCount: 2, state: 'error', emailIdList: [mailing] },
    ]);
    const planted = JSON.parse(text.replace('"caption"', '"address":"a@example.com","caption"'));
    expect(codeOf(() => readMonitoringAnswer(planted))).toEqual(['answer-unreadable']);
  });

  it('does not leave the house with a mailing that is no GUID, or a count that is none', () => {
    expect(() => writeMonitoringAnswer([{ ...indicator, emailIds: ['a@example.com'] }])).toThrow();
    expect(() => writeMonitoringAnswer([{ ...indicator, actual: 0.5 }])).toThrow();
  });

  it('gives nothing away of what is planted in launches and totals', () => {
    const planted = fc.stringMatching(/^[a-z]{6,12}$/).map((name) => `planted-${name}@example.com`);
    fc.assert(
      fc.property(
        planted,
        fc.dictionary(fc.constantFrom(...outcomes), fc.nat(1000)),
        fc.nat(2000),
        (secret, byOutcome, recipients) => {
          const at = new Date('2026-11-24T12:00:00Z');
          const counts = {
            recipients,
            byOutcome,
            opens: 1,
            clicks: 1,
            unsubscribed: 1,
            reported: null,
            ended: null,
          };
          const dates = { launchedAt: at, firstEventAt: at, lastEventAt: at };
          const totals = { mailing, ...counts, ...dates, subject: secret, [secret]: secret } as MailingTotals;
          const launch = {
            ...{
              id: mailing,
              mailing: { id: secret, name: secret },
              from: { email: secret, name: secret },
              test: false,
            },
            ...{
              state: 'failed' as const,
              recipients,
              sent: recipients,
              unknown: 0,
              error: secret,
              actor: { id: secret, name: secret },
            },
            ...{ createdAt: at.toISOString(), updatedAt: at.toISOString(), html: secret },
          };
          const backlog = {
            waiting: 1,
            oldestWaitingAt: at,
            unreadable: 1,
            lastReceivedAt: at,
            sample: secret,
          };
          const { indicators } = indicatorsOf({ totals: [totals], backlog, launches: [launch], now: at });
          const damaged = indicators.map((one) => ({ ...one, sample: secret }));
          expect(writeMonitoringAnswer(damaged)).not.toContain('planted');
        },
      ),
    );
  });
});

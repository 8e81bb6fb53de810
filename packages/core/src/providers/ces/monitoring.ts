import '../../jitless.ts';
import * as z from 'zod/mini';
import type { Indicator } from '../../delivery/indicators.ts';
import type { MailingFilter } from '../../delivery/ledger.ts';
import { MailError } from '../../errors.ts';
import { readDate } from './dates.ts';

/**
 * Reads what support asks for: `{"filters":{"emailId"?,"startDate"?,"endDate"?}}` (`ces-contract.md` §3); an absent or
 * null filter selects everything. Throws `bad-request` with the field that is wrong.
 */
export function readMonitoringRequest(body: unknown): MailingFilter {
  if (!isObject(body)) throw refused('', 'not-an-object');
  const filters = filtersOf(body);
  const filter: MailingFilter = {};
  for (const [name, value] of Object.entries(filters)) {
    if (value === null || value === undefined) continue;
    switch (name.toLowerCase()) {
      case 'emailid':
        filter.mailing = guidOf(value);
        break;
      case 'startdate':
        filter.from = dateOf('startDate', value);
        break;
      case 'enddate':
        filter.to = dateOf('endDate', value);
        break;
      default:
        throw refused('filters', 'unknown-filter');
    }
  }
  return filter;
}

/** The request as support's tools write it: the counterpart of `readMonitoringRequest`. */
export function writeMonitoringRequest({ mailing, from, to }: MailingFilter): string {
  return JSON.stringify({
    filters: { emailId: mailing, startDate: from?.toISOString(), endDate: to?.toISOString() },
  });
}

/**
 * The answer of the monitoring endpoint. Its schema is the guard of privacy: a field that nobody declared here, or a
 * mailing that is not named by a GUID, throws instead of leaving the house.
 */
export function writeMonitoringAnswer(indicators: readonly Indicator[]): string {
  const items = indicators.map(({ caption, benchmark, actual, state, emailIds }) => ({
    caption,
    benchmark: benchmark ?? 0, // an empty number is 0 on the wire (ces-contract §3)
    actualCount: actual,
    state,
    emailIdList: emailIds,
  }));
  return JSON.stringify(monitoringAnswer.parse({ GetEmailStateResult: items } satisfies MonitoringAnswer));
}

/** One row as support sees it. */
export type EmailState = z.infer<typeof emailState>;

/** Reads the answer, as a view for support does. Throws `answer-unreadable`. */
export function readMonitoringAnswer(body: unknown): EmailState[] {
  const read = monitoringAnswer.safeParse(body);
  if (!read.success) throw new MailError('answer-unreadable', 'The answer is not a list of indicators.');
  return read.data.GetEmailStateResult;
}

const emailState = z.strictObject({
  caption: z.string(),
  benchmark: z.int(),
  actualCount: z.int(),
  state: z.enum(['ok', 'error']),
  emailIdList: z.array(z.guid()),
});

const monitoringAnswer = z.strictObject({ GetEmailStateResult: z.array(emailState) });
type MonitoringAnswer = z.infer<typeof monitoringAnswer>;

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function filtersOf(body: Fields): Fields {
  for (const [name, value] of Object.entries(body)) {
    if (name.toLowerCase() !== 'filters') throw refused('', 'unknown-field');
    if (value === null) return {};
    if (!isObject(value)) throw refused('filters', 'not-an-object');
    return value;
  }
  return {};
}

function guidOf(value: unknown): string {
  const read = z.guid().safeParse(value);
  if (!read.success) throw refused('filters.emailId', 'not-a-guid');
  return read.data.toLowerCase();
}

function dateOf(name: string, value: unknown): Date {
  const time = typeof value === 'string' ? readDate(value) : null;
  if (time === null || Math.abs(time) > 8.64e15) throw refused(`filters.${name}`, 'not-a-date');
  return new Date(time);
}

const refused = (field: string, code: string): MailError =>
  new MailError(
    'bad-request',
    'Ask with {"filters":{"emailId","startDate","endDate"}}, each of them optional.',
    {
      fields: [{ field, code }],
    },
  );

import {
  type DeliveryEvent,
  type DeliveryEventKind,
  eventKey,
  type RecipientResponse,
  replaces,
  responseWeight,
  type Standing,
  standing,
} from './event.ts';
import type { MailingFilter, MailingTotals } from './ledger.ts';

/** What is counted from the responses of recipients. Starts at zero, or is a difference to add elsewhere. */
export type RecipientCounts = Pick<
  MailingTotals,
  'recipients' | 'byOutcome' | 'opens' | 'clicks' | 'unsubscribed'
>;

export const noRecipients = (): RecipientCounts => ({
  recipients: 0,
  byOutcome: {},
  opens: 0,
  clicks: 0,
  unsubscribed: 0,
});

/** What is kept of a recipient: the latest response, and whether there ever was one that unsubscribed. */
export type KnownRecipient = Pick<RecipientResponse, 'outcome' | 'opens' | 'clicks'> & {
  at: number;
  unsubscribed: boolean;
};

/**
 * What is known of a recipient after a response, null where it changes nothing; `counts` follow. Unsubscribing stays,
 * even if the response that told it is not the latest.
 */
export function moveRecipient(
  counts: RecipientCounts,
  known: KnownRecipient | null,
  next: Pick<RecipientResponse, 'outcome' | 'opens' | 'clicks'> & { at: number },
): { recipient: KnownRecipient; isLatest: boolean } | null {
  const unsubscribed = next.outcome === 'unsubscribed' || known?.unsubscribed === true;
  const isNewlyUnsubscribed = unsubscribed && known?.unsubscribed !== true;
  const isLatest =
    known === null ||
    replaces({ at: next.at, weight: responseWeight(next) }, { at: known.at, weight: responseWeight(known) });
  if (isNewlyUnsubscribed) counts.unsubscribed++;
  if (!isLatest) return isNewlyUnsubscribed ? { recipient: { ...known, unsubscribed }, isLatest } : null;
  if (known === null) counts.recipients++;
  else counts.byOutcome[known.outcome] = (counts.byOutcome[known.outcome] ?? 0) - 1;
  counts.byOutcome[next.outcome] = (counts.byOutcome[next.outcome] ?? 0) + 1;
  counts.opens += next.opens - (known?.opens ?? 0);
  counts.clicks += next.clicks - (known?.clicks ?? 0);
  const { at, outcome, opens, clicks } = next;
  return { recipient: { at, outcome, opens, clicks, unsubscribed }, isLatest };
}

/** The responses of one tenant in memory, for stores without counting of their own. */
export type LedgerState = {
  mailings: Map<string, LedgerMailing>;
  /** Latest of each key that is not a recipient's. */
  known: Map<string, Standing>;
  applied: Record<DeliveryEventKind, number>;
};

export type LedgerMailing = RecipientCounts & {
  known: Map<string, KnownRecipient>;
  reported: MailingTotals['reported'];
  ended: MailingTotals['ended'];
  firstEventAt: number | null;
  lastEventAt: number | null;
};

export const emptyLedger = (): LedgerState => ({
  mailings: new Map(),
  known: new Map(),
  applied: noEvents(),
});

export const noEvents = (): Record<DeliveryEventKind, number> => ({
  'mailing-totals': 0,
  recipient: 0,
  'recipient-hour': 0,
  'recipient-link': 0,
  'mailing-link': 0,
  unsubscribe: 0,
});

/**
 * Applies one event to the ledger. The outcome of several does not depend on their order, and applying one again
 * changes nothing.
 */
export function applyEvent(ledger: LedgerState, event: DeliveryEvent): 'applied' | 'repeated' {
  const mailing = event.kind === 'unsubscribe' ? null : mailingOf(ledger, event.mailing);
  if (mailing !== null) noteDate(mailing, event.at);
  const isNews =
    event.kind === 'recipient' && mailing !== null ? isNewResponse(mailing, event) : isNewer(ledger, event);
  if (!isNews) return 'repeated';
  if (event.kind === 'mailing-totals' && mailing !== null) {
    mailing.reported = event.totals;
    mailing.ended = event.ended;
  }
  ledger.applied[event.kind]++;
  return 'applied';
}

function mailingOf(ledger: LedgerState, id: string): LedgerMailing {
  const found = ledger.mailings.get(id);
  if (found !== undefined) return found;
  const counts = { reported: null, ended: null, firstEventAt: null, lastEventAt: null };
  const mailing = { ...noRecipients(), known: new Map(), ...counts };
  ledger.mailings.set(id, mailing);
  return mailing;
}

/** Late and repeated events count here too, or the order of arrival would show. A date of 0 was none. */
function noteDate(mailing: LedgerMailing, at: number): void {
  if (at === 0) return;
  mailing.firstEventAt = Math.min(mailing.firstEventAt ?? at, at);
  mailing.lastEventAt = Math.max(mailing.lastEventAt ?? at, at);
}

function isNewResponse(mailing: LedgerMailing, event: RecipientResponse & { at: number }): boolean {
  const moved = moveRecipient(mailing, mailing.known.get(event.recipient) ?? null, event);
  if (moved !== null) mailing.known.set(event.recipient, moved.recipient);
  return moved !== null;
}

function isNewer(ledger: LedgerState, event: DeliveryEvent): boolean {
  const key = eventKey(event).join('\n');
  const next = standing(event);
  const known = ledger.known.get(key);
  if (known !== undefined && !replaces(next, known)) return false;
  ledger.known.set(key, next);
  return true;
}

/** The mailings a filter selects, in order of launch, else of their first event. */
export function selectMailings(all: readonly MailingTotals[], filter: MailingFilter = {}): MailingTotals[] {
  const { mailing, from, to } = filter;
  const first = from === undefined ? '' : dayOf(from);
  const last = to === undefined ? '9999-12-31' : dayOf(to);
  const isUndated = from === undefined && to === undefined;
  return all
    .filter((totals) => {
      if (mailing !== undefined && totals.mailing !== mailing.toLowerCase()) return false;
      const date = dateOf(totals);
      return date === null ? isUndated : first <= dayOf(date) && dayOf(date) <= last;
    })
    .sort((one, other) => Number(dateOf(one)) - Number(dateOf(other)));
}

const dateOf = (totals: MailingTotals): Date | null => totals.launchedAt ?? totals.firstEventAt;

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

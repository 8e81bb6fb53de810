import type { DeliveryEvent, Ended, Outcome, ReportedTotals, ServiceRecipient } from '@mail-settings/core';

/** What becomes of one recipient's email. */
export const fates = [
  'delivered',
  'opened',
  'clicked',
  'unsubscribed',
  'spam',
  'hard-bounce',
  'soft-bounce',
  'invalid',
  'rejected',
  'error',
  'silent',
] as const;
export type Fate = (typeof fates)[number];

export type TimelineOptions = {
  mailing: string;
  recipients: readonly ServiceRecipient[];
  /** Links of the email; clicks go to them in turn. */
  links: readonly string[];
  /** When the emails go out. */
  start: Date;
  provider: string;
  /** Another seed gives other fates; the same seed always the same. */
  seed?: number;
  /** Milliseconds between delivery, opening, click and leaving; 1,000. */
  stepMs?: number;
  /** Events of one packet; 100. */
  packetSize?: number;
};

/** One packet of a timeline and how long after the start its events happened. */
export type TimelineStep = { afterMs: number; events: DeliveryEvent[] };

/**
 * The responses to an email, as a service would send them: deliveries and bounces, opens, clicks with their links and
 * hours, complaints and unsubscribes; one kind per packet (kinds 2 to 6). Totals are not among them: `totalsEvent`.
 *
 * An fate is read from the address where it says one (`bounce@…`, `soft@…`, `spam@…`, `unsubscribe@…`, `click@…`,
 * `open@…`, `invalid@…`, `reject@…`, `error@…`, `silent@…`, `delivered@…`), else drawn.
 */
export function planTimeline({
  recipients,
  packetSize = 100,
  stepMs = 1_000,
  ...options
}: TimelineOptions): TimelineStep[] {
  const [deliverMs, openMs, clickMs, leaveMs] = [0, stepMs, 2 * stepMs, 3 * stepMs];
  const people = recipients.map((recipient, index) => ({
    ...recipient,
    index,
    fate: fateOf(recipient, options.seed),
  }));
  const at = (afterMs: number) => options.start.getTime() + afterMs;
  const response = (
    { id, fate }: Person,
    afterMs: number,
    outcome: Outcome,
    opens: number,
    clicks: number,
  ) => ({
    at: at(afterMs),
    mailing: options.mailing,
    recipient: id,
    outcome,
    reason: reasons[fate] ?? '',
    details: reasons[fate] ? `Simulated: ${reasons[fate]}` : '',
    opens,
    clicks,
    provider: options.provider,
  });
  const opened = people.filter(({ fate }) => openers.has(fate));
  const clicked = people.filter(({ fate }) => clickers.has(fate));
  const left = people.filter(({ fate }) => fate === 'unsubscribed' || fate === 'spam');
  const link = ({ index }: Person) =>
    options.links[index % options.links.length] ?? 'https://www.example.com/';
  const hour = `${new Date(at(openMs)).toISOString().slice(0, 13)}:00Z`;
  const clicks = new Map<string, number>();
  for (const person of clicked) clicks.set(link(person), (clicks.get(link(person)) ?? 0) + 1);
  const groups: [number, DeliveryEvent[]][] = [
    [
      deliverMs,
      people.flatMap((person) => {
        const outcome = firstOutcomes[person.fate];
        return outcome === undefined
          ? []
          : [{ kind: 'recipient', ...response(person, deliverMs, outcome, 0, 0) } as const];
      }),
    ],
    [openMs, opened.map((person) => ({ kind: 'recipient', ...response(person, openMs, 'opened', 1, 0) }))],
    [
      openMs,
      opened.map((person) => ({ kind: 'recipient-hour', hour, ...response(person, openMs, 'opened', 1, 0) })),
    ],
    [
      clickMs,
      clicked.map((person) => ({ kind: 'recipient', ...response(person, clickMs, 'clicked', 1, 1) })),
    ],
    [
      clickMs,
      clicked.map((person) => ({
        kind: 'recipient-link',
        at: at(clickMs),
        mailing: options.mailing,
        recipient: person.id,
        link: link(person),
      })),
    ],
    [
      clickMs,
      [...clicks].map(([address, who]) => ({
        kind: 'mailing-link',
        at: at(clickMs),
        mailing: options.mailing,
        link: address,
        clicks: who,
      })),
    ],
    [
      leaveMs,
      left.map((person) => ({
        kind: 'recipient',
        ...response(person, leaveMs, person.fate === 'spam' ? 'complained' : 'unsubscribed', 1, 0),
      })),
    ],
    [
      leaveMs,
      left
        .filter(({ fate }) => fate === 'unsubscribed')
        .map(({ id, email }) => ({ kind: 'unsubscribe', at: at(leaveMs), recipient: id, address: email })),
    ],
  ];
  return groups.flatMap(([afterMs, events]) =>
    packets(events, packetSize).map((part) => ({ afterMs, events: part })),
  );
}

/**
 * The totals of a mailing, absolute. `ended` null says that it goes on.
 * `stopped`: recipients whose email was stopped by hand.
 */
export function totalsEvent(options: {
  mailing: string;
  recipients: readonly ServiceRecipient[];
  at: Date;
  seed?: number | undefined;
  ended?: Ended | null;
  stopped?: number;
}): DeliveryEvent {
  const found = options.recipients.map((recipient) => fateOf(recipient, options.seed));
  const count = (...wanted: Fate[]) => found.filter((fate) => wanted.includes(fate)).length;
  const totals: ReportedTotals = {
    sent: found.length,
    delivered: count('delivered', 'opened', 'clicked', 'unsubscribed', 'spam'),
    opens: count('opened', 'clicked', 'unsubscribed', 'spam'),
    clicks: count('clicked'),
    unsubscribed: count('unsubscribed'),
    spam: count('spam'),
    hardBounce: count('hard-bounce'),
    softBounce: count('soft-bounce'),
    rejected: count('rejected', 'invalid'),
    deliveryError: count('error'),
    expired: 0,
    stopped: options.stopped ?? 0,
  };
  return {
    kind: 'mailing-totals',
    at: options.at.getTime(),
    mailing: options.mailing,
    totals,
    ended: options.ended ?? null,
  };
}

/** Links of an email's HTML, each once. */
export function linksOf(html: string): string[] {
  const found = [...html.matchAll(/href\s*=\s*["'](https?:\/\/[^"']+)["']/gi)].map(([, link]) => link ?? '');
  return [...new Set(found)];
}

type Person = ServiceRecipient & { index: number; fate: Fate };

const openers: ReadonlySet<Fate> = new Set(['opened', 'clicked', 'unsubscribed', 'spam']);
const clickers: ReadonlySet<Fate> = new Set(['clicked']);

/** The first response of each fate; later ones follow for those that were delivered. */
const firstOutcomes: Partial<Record<Fate, Outcome>> = {
  delivered: 'delivered',
  opened: 'delivered',
  clicked: 'delivered',
  unsubscribed: 'delivered',
  spam: 'delivered',
  'hard-bounce': 'hard-bounce',
  'soft-bounce': 'soft-bounce',
  invalid: 'invalid-addressee',
  rejected: 'rejected',
  error: 'send-error',
};

const reasons: Partial<Record<Fate, string>> = {
  'hard-bounce': 'Mailbox does not exist',
  'soft-bounce': 'Mailbox is full',
  invalid: 'Invalid address',
  rejected: 'Rejected by the provider',
  error: 'Sending error',
};

const hints: readonly (readonly [RegExp, Fate])[] = [
  [/^(hard|bounce)/, 'hard-bounce'],
  [/^soft/, 'soft-bounce'],
  [/^(spam|complain)/, 'spam'],
  [/^unsub/, 'unsubscribed'],
  [/^click/, 'clicked'],
  [/^open/, 'opened'],
  [/^invalid/, 'invalid'],
  [/^reject/, 'rejected'],
  [/^error/, 'error'],
  [/^silent/, 'silent'],
  [/^deliver/, 'delivered'],
];

/** Per mille, as a decent list behaves. */
const shares: readonly (readonly [Fate, number])[] = [
  ['opened', 270],
  ['clicked', 130],
  ['unsubscribed', 5],
  ['spam', 1],
  ['hard-bounce', 12],
  ['soft-bounce', 10],
  ['rejected', 4],
  ['error', 2],
];

function fateOf({ id, email }: ServiceRecipient, seed = 1): Fate {
  const hint = hints.find(([pattern]) => pattern.test(email.toLowerCase()));
  if (hint) return hint[1];
  let drawn = hashOf(`${seed} ${id}`) % 1000;
  for (const [fate, share] of shares) {
    if (drawn < share) return fate;
    drawn -= share;
  }
  return 'delivered';
}

/** FNV-1a, with its high bits mixed into the low ones. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function packets(events: DeliveryEvent[], size: number): DeliveryEvent[][] {
  const parts: DeliveryEvent[][] = [];
  for (let at = 0; at < events.length; at += size) parts.push(events.slice(at, at + size));
  return parts;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeliveryEvent, reportedCounts } from '../../delivery/event.ts';
import { outcomes } from '../../delivery/outcomes.ts';
import { formContentType, read as readCesPacket, writeCesPacket } from './webhook.ts';

const mailing = '0b5a1e1c-7d0e-4f5f-9a53-0d3a6f1c2b3d';
const recipient = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const at = Date.UTC(2026, 10, 24, 8, 0, 0);
const bytes = (text: string) => new TextEncoder().encode(text);
const form = (json: string) => bytes(`webhooks=${encodeURIComponent(json)}`);
const read = (json: string) => readCesPacket(form(json), formContentType);
const response = {
  Type: 2,
  EventDate: '2026-11-24T08:00:00Z',
  EmailId: mailing,
  RecipientUId: recipient,
  ResponseCode: '2',
};

/** The one event of a packet with one item. */
function one(item: object): DeliveryEvent | undefined {
  const reading = read(JSON.stringify([item]));
  return reading.state === 'read' ? reading.events[0] : undefined;
}

describe('a packet of responses', () => {
  it('is read kind by kind', () => {
    const counts = Object.fromEntries(reportedCounts.map((name, index) => [name, index]));
    const wire = {
      ...{
        Sent: 0,
        Delivered: 1,
        Opens: 2,
        Clicks: 3,
        Unsubscribe: 4,
        Spam: 5,
        HardBounce: 6,
        SoftBounce: 7,
      },
      ...{ Rejected: 8, DeliveryError: 9, Expired: 10, StoppedManually: 11 },
    };
    const date = { EventDate: '2026-11-24T08:00:00Z' };
    const personal = {
      ResponseReason: 'mailbox full',
      ResponseDetails: 'x',
      Opens: 2,
      Clicks: 1,
      ProviderName: 'p',
    };
    const told = {
      reason: 'mailbox full',
      details: 'x',
      opens: 2,
      clicks: 1,
      provider: 'p',
      mailing,
      recipient,
      outcome: 'delivered',
    };
    const link = 'https://example.com/a?b=c&d';
    expect(
      read(
        JSON.stringify([
          { Type: 1, ...date, EmailId: mailing, ...wire, EmailStateId: 2 },
          { ...response, ...personal },
          { ...response, ...personal, Type: 3, DateMark: '2026-11-24T07:00:00Z' },
          { Type: 4, ...date, EmailId: mailing, RecipientUId: recipient, HyperLink: link },
          { Type: 5, ...date, EmailId: mailing, HyperLink: link, Clicks: 7 },
          { Type: 6, ...date, EmailAddress: 'a@example.com', RecipientUid: recipient },
        ]),
      ),
    ).toEqual({
      state: 'read',
      unknown: 0,
      bad: 0,
      events: [
        { kind: 'mailing-totals', at, mailing, totals: counts, ended: 'completed' },
        { kind: 'recipient', at, ...told },
        { kind: 'recipient-hour', at, hour: '2026-11-24T07:00Z', ...told },
        { kind: 'recipient-link', at, mailing, recipient, link },
        { kind: 'mailing-link', at, mailing, link, clicks: 7 },
        { kind: 'unsubscribe', at, recipient, address: 'a@example.com' },
      ],
    });
  });

  const plain = {
    kind: 'recipient',
    at,
    mailing,
    recipient,
    outcome: 'delivered',
    reason: '',
    details: '',
    opens: 0,
    clicks: 0,
    provider: '',
  };
  const { RecipientUId: _, ...nobody } = response;
  it.each<[string, object, object]>([
    [
      'names in small letters',
      {
        Type: 2,
        eventdate: response.EventDate,
        emailid: mailing,
        recipientuid: recipient,
        responsecode: '2',
      },
      plain,
    ],
    [
      'names in capitals',
      { Type: 2, EVENTDATE: response.EventDate, EMAILID: mailing, RECIPIENTUID: recipient, RESPONSECODE: 2 },
      plain,
    ],
    ['an exact name beside another case of it', { responsecode: 9, ...response }, plain],
    ['a field nobody knows', { ...response, Version: 3, constructor: 1 }, plain],
    ['a code that is a number', { ...response, ResponseCode: 2 }, plain],
    ['ids in capitals and braces', { ...response, EmailId: `{${mailing.toUpperCase()}}` }, plain],
    ['an id without hyphens', { ...response, RecipientUId: recipient.replaceAll('-', '') }, plain],
    ['RecipientUid of kind 6 in kind 2', { ...nobody, RecipientUid: recipient }, plain],
    ['a date without a zone, which is UTC', { ...response, EventDate: '2026-11-24T08:00:00' }, plain],
    [
      'a date with seven digits of a second',
      { ...response, EventDate: '2026-11-24T08:00:00.1234567Z' },
      { ...plain, at: at + 123 },
    ],
    ['a date of another zone', { ...response, EventDate: '2026-11-24T11:00:00+03:00' }, plain],
    ['a zone without a colon', { ...response, EventDate: '2026-11-24T11:00:00.000+0300' }, plain],
    ['a date with a blank', { ...response, EventDate: '2026-11-24 08:00' }, plain],
    ['a day alone', { ...response, EventDate: '2026-11-24' }, { ...plain, at: Date.UTC(2026, 10, 24) }],
    ['a date as WCF writes it', { ...response, EventDate: `/Date(${at})/` }, plain],
    ['a WCF date with its zone', { ...response, EventDate: `/Date(${at}+0300)/` }, plain],
    ['a date before 1970', { ...response, EventDate: '0001-01-01T00:00:00' }, { ...plain, at: 0 }],
    ['no date', { ...response, EventDate: null }, { ...plain, at: 0 }],
    ['clicks without opens', { ...response, Opens: 0, Clicks: 2 }, { ...plain, opens: 1, clicks: 2 }],
    ['counts as text and below nothing', { ...response, Opens: '3', Clicks: -1 }, { ...plain, opens: 3 }],
    [
      'long details',
      { ...response, ResponseDetails: 'd'.repeat(501) },
      { ...plain, details: 'd'.repeat(500) },
    ],
    [
      'details cut inside a character',
      { ...response, ResponseDetails: `${'d'.repeat(499)}😀` },
      { ...plain, details: 'd'.repeat(499) },
    ],
    ['an unknown code', { ...response, ResponseCode: '99' }, { ...plain, outcome: 'unknown' }],
  ])('may have %s', (_name, item, event) => {
    expect(one(item)).toEqual(event);
  });

  it('is not damaged by a bad event or an unknown kind beside good ones', () => {
    const items = [
      response,
      { ...response, EmailId: 'nobody' },
      { Type: 7 },
      null,
      { ...response, type: 2, Type: undefined },
    ];
    expect(read(JSON.stringify(items))).toMatchObject({
      state: 'read',
      events: [{ kind: 'recipient' }],
      unknown: 1,
      bad: 3,
    });
  });

  it.each<[string, Uint8Array, string]>([
    ['no body', bytes(''), 'empty-packet'],
    ['another field', bytes('type=2'), 'empty-packet'],
    ['an empty field', bytes('type=2&webhooks='), 'empty-packet'],
    ['blanks', bytes('webhooks=+%20'), 'empty-packet'],
    ['bytes that are no UTF-8', bytes('webhooks=%5B%22%FF%22%5D'), 'not-utf8'],
    [
      'unescaped bytes that are no UTF-8',
      Uint8Array.of(...bytes('webhooks=["'), 0xff, ...bytes('"]')),
      'not-utf8',
    ],
    ['text that is no JSON', bytes('webhooks=%5B{'), 'not-json'],
    ['an object', form(JSON.stringify(response)), 'not-an-array'],
    ['a bad event alone', form(JSON.stringify([{ ...response, ResponseCode: 'many' }])), 'bad-event'],
    [
      'an event without a code',
      form(JSON.stringify([{ ...response, ResponseCode: undefined }])),
      'bad-event',
    ],
    ['a date that is none', form(JSON.stringify([{ ...response, EventDate: 'yesterday' }])), 'bad-event'],
    [
      'a month that is none',
      form(JSON.stringify([{ ...response, EventDate: '2026-13-01T00:00:00Z' }])),
      'bad-event',
    ],
    [
      'a kind in another letter case',
      form(JSON.stringify([{ ...response, Type: undefined, type: 2 }])),
      'bad-event',
    ],
    ['an unknown kind alone', form('[{"Type":7},{"Type":0}]'), 'unknown-kind'],
    ['brackets without end', form('['.repeat(200_000)), 'not-json'],
  ])('with %s is unreadable', (_name, body, reason) => {
    expect(readCesPacket(body, formContentType)).toEqual({ state: 'unreadable', reason });
  });

  it('without any event is read', () => {
    expect(read('[]')).toEqual({ state: 'read', events: [], unknown: 0, bad: 0 });
  });

  it.each<[string, string | null, string]>([
    ['no content type', null, `type=2&webhooks=${encodeURIComponent(JSON.stringify([response]))}`],
    [
      'another content type',
      'text/plain; charset=koi8-r',
      `WebHooks=${encodeURIComponent(JSON.stringify([response]))}&type=2`,
    ],
    [
      'a byte order mark and blanks as plus',
      formContentType,
      `type=2&webhooks=%EF%BB%BF${encodeURIComponent(JSON.stringify([response], null, 1)).replaceAll('%20', '+')}`,
    ],
    ['an escaped name', formContentType, `%77ebhooks=${encodeURIComponent(JSON.stringify([response]))}`],
    [
      'nothing escaped',
      formContentType,
      `webhooks=${JSON.stringify([{ ...response, ProviderName: 'Ж%zz' }])}`,
    ],
    [
      'multipart',
      'multipart/form-data; charset=utf-8; boundary="x y"',
      `--x y\r\nContent-Disposition: form-data; name="type"\r\n\r\n2\r\n--x y\r\ncontent-disposition: form-data; name=webhooks; filename="a"\r\nContent-Type: application/json\r\n\r\n${JSON.stringify([response])}\r\n--x y--\r\n`,
    ],
    [
      'multipart cut short',
      'multipart/form-data; boundary=b',
      `--b\r\nContent-Disposition: form-data; name="webhooks"\r\n\r\n${JSON.stringify([response])}`,
    ],
  ])('is found in a form with %s', (_name, contentType, body) => {
    expect(readCesPacket(bytes(body), contentType)).toMatchObject({
      state: 'read',
      events: [{ mailing, recipient, outcome: 'delivered' }],
    });
  });

  it('never makes the reader throw, whatever the bytes', () => {
    const json = fc.json().map((text) => form(`[${text}]`));
    const contentType = fc.constantFrom(null, formContentType, 'multipart/form-data; boundary=b');
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), json), contentType, (body, type) => {
        const reading = readCesPacket(body, type);
        expect(['read', 'unreadable']).toContain(reading.state);
      }),
    );
  });

  it('is read as it was written', () => {
    const count = fc.nat();
    const id = fc.uuid();
    const date = { at: fc.integer({ min: 0, max: Date.UTC(9999, 0) }) };
    const outcome = fc.constantFrom(...outcomes);
    const words = fc.string({ unit: 'grapheme', maxLength: 100 });
    const link = fc.string({ unit: 'grapheme', minLength: 1 });
    const personal = {
      ...{ mailing: id, recipient: id, outcome, reason: words, details: words },
      ...{ opens: fc.integer({ min: 1, max: 1e6 }), clicks: count, provider: words },
    };
    const hour = date.at.map((ms) => `${new Date(ms).toISOString().slice(0, 13)}:00Z`);
    const totals = fc.record(Object.fromEntries(reportedCounts.map((name) => [name, count])));
    const event = fc.oneof(
      fc.record({
        ...date,
        kind: fc.constant('mailing-totals'),
        mailing: id,
        totals,
        ended: fc.constantFrom(null, 'completed', 'expired'),
      }),
      fc.record({ ...date, kind: fc.constant('recipient'), ...personal }),
      fc.record({
        ...date,
        kind: fc.constant('recipient-hour'),
        hour,
        ...personal,
      }),
      fc.record({ ...date, kind: fc.constant('recipient-link'), mailing: id, recipient: id, link }),
      fc.record({ ...date, kind: fc.constant('mailing-link'), mailing: id, link, clicks: count }),
      fc.record({
        ...date,
        kind: fc.constant('unsubscribe'),
        recipient: id,
        address: fc.constantFrom(null, 'a+b@example.com'),
      }),
    ) as fc.Arbitrary<DeliveryEvent>;
    fc.assert(
      fc.property(fc.array(event), (events) => {
        expect(readCesPacket(bytes(writeCesPacket(events)), formContentType)).toEqual({
          state: 'read',
          events,
          unknown: 0,
          bad: 0,
        });
      }),
    );
  });
});

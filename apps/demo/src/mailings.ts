import { createHash } from 'node:crypto';
import type { Mailing, MailingSource, Recipient } from '@mail-settings/core';

/** What the portal's own list of mailings shows. */
export type PortalMailing = { id: string; name: string; subject: string; from: string; recipients: number };

/** The portal's mailings: made up, all of their recipients at names that are reserved for examples (RFC 2606). */
export function createMailings(): MailingSource & { overview(): PortalMailing[] } {
  return {
    list: async () => mailings.map(({ html: _, text: __, ...summary }) => summary),
    senders: async () => senders,
    describe: async (_tenant, id) => mailings.find((mailing) => mailing.id === id) ?? null,
    async *recipients(_tenant, id, after = '0') {
      const total = mailings.find((mailing) => mailing.id === id)?.recipients ?? 0;
      for (let from = Number(after); from < total; from += batchSize) {
        const to = Math.min(from + batchSize, total);
        const recipients = Array.from({ length: to - from }, (_, index) => recipient(id, from + index));
        yield { recipients, cursor: String(to) };
      }
    },
    overview: () =>
      mailings.map(({ id, name, subject, from, recipients }) => ({
        id,
        name,
        subject,
        from: from.email,
        recipients,
      })),
  };
}

const batchSize = 1000;

const senders = [
  { email: 'news@example.com', name: 'Example Trading' },
  { email: 'events@example.com', name: 'Example Trading events' },
  { email: 'service@example.org', name: 'Example Service' },
];
const [news, events, service] = senders as [Mailing['from'], Mailing['from'], Mailing['from']];

const mailings: readonly Mailing[] = [
  mailing('autumn-catalogue', 'Autumn catalogue', 'Our autumn catalogue is here', news, 1_200, [
    'The new catalogue has 48 pages and, for the first time, a chapter about repairs.',
    'Order by Friday and postage is free.',
  ]),
  mailing('webinar-invitation', 'Приглашение на вебинар', 'Вебинар: склад без бумаги', events, 40, [
    'В четверг в 11:00 показываем, как вести склад без бумаги.',
    'Участие бесплатное, запись придёт всем, кто зарегистрировался.',
  ]),
  mailing('maintenance', 'Maintenance on Sunday', 'We are away on Sunday from 2 to 4', service, 215, [
    'On Sunday between 2:00 and 4:00 the order portal is not available.',
    'Orders sent by email are read on Monday morning.',
  ]),
  mailing('advisory-board', 'Advisory board, minutes', 'Minutes of the advisory board', events, 4, [
    'The minutes of the last meeting are attached to your entry in the portal.',
  ]),
];

function mailing(
  id: string,
  name: string,
  subject: string,
  from: Mailing['from'],
  recipients: number,
  paragraphs: string[],
): Mailing {
  const html = paragraphs.map((text) => `<p>${text}</p>`).join('\n');
  return { id, name, subject, from, recipients, html, text: paragraphs.join('\n\n') };
}

const givenNames = [
  'Anna',
  'Boris',
  'Clara',
  'Daniel',
  'Elena',
  'Farid',
  'Greta',
  'Hugo',
  'Irina',
  'Jonas',
  'Katya',
  'Liam',
];
const familyNames = [
  'Almeida',
  'Becker',
  'Castro',
  'Dubois',
  'Egorova',
  'Fischer',
  'Garcia',
  'Horvat',
  'Ivanova',
  'Jansen',
  'Kim',
];
const domains = ['customers.example', 'clients.example.net', 'partners.example.org', 'shops.test'];

/** The same person for the same place, so that an interrupted launch meets the same list again. */
function recipient(mailingId: string, index: number): Recipient {
  const given = givenNames[index % givenNames.length] ?? '';
  const family = familyNames[Math.floor(index / givenNames.length) % familyNames.length] ?? '';
  const domain = domains[index % domains.length] ?? '';
  return {
    id: guid(`${mailingId} ${index}`),
    email: `${given}.${family}.${index + 1}@${domain}`.toLowerCase(),
    name: `${given} ${family}`,
    fields: { name: given },
  };
}

/** A GUID made from a text (RFC 9562 §5.8). */
function guid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

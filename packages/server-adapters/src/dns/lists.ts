import type { NameLists } from '@mail-settings/core';
import freeEmailDomains from 'free-email-domains';
import { getPublicSuffix } from 'tldts';

/**
 * True for a public suffix itself: `co.uk`, and `github.io`, whose owner lets others register below it.
 * A top label nobody listed is one as well (publicsuffix.org, rule `*`). Takes A-labels in lower case.
 */
export function isPublicSuffix(domain: string): boolean {
  return getPublicSuffix(domain, { allowPrivateDomains: true, extractHostname: false }) === domain;
}

/** True for a domain where anybody may have a mailbox, so that nobody can publish records for it. */
export function isMailboxProvider(domain: string): boolean {
  return mailboxProviders.has(domain);
}

/** Both lists as `readDomainName` of core takes them. */
export const nameLists = {
  publicSuffix: isPublicSuffix,
  mailboxProvider: isMailboxProvider,
} satisfies NameLists;

/** Large providers that the list of `free-email-domains` 1.12.6 lacks. */
const supplement = [
  ...['myyahoo.com', 'passport.com', 'spectrum.net', 'hey.com', 'globo.com', 'sympatico.ca', 'telus.net'],
  ...['tuta.com', 'tutamail.com', 'tutanota.com', 'keemail.me', 'mailbox.org', 'zohomail.eu'],
  ...['bbox.fr', 'tin.it', 'talktalk.net', 'walla.com', 'zoznam.sk', 'o2.pl', 'sfr.fr'],
  ...['internet.ru', 'narod.ru', 'xmail.ru', 'mail.kz'],
];

const mailboxProviders = new Set([...freeEmailDomains, ...supplement]);

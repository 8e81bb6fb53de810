import type { NameLists } from '@mail-settings/core';
import freeEmailDomains from 'free-email-domains';
import { getPublicSuffix } from 'tldts';

/** Big providers the list lacks (`deliverability.md` §4, Names). */
const supplement = ['hey.com', 'internet.ru', 'narod.ru', 'o2.pl', 'sfr.fr', 'tuta.com'];

const mailboxProviders: ReadonlySet<string> = new Set([...freeEmailDomains, ...supplement]);

/** Public suffixes (private section included: `github.io` is one) and mailbox providers. Names are A-labels in lower case. */
export const nameLists: Required<NameLists> = {
  publicSuffix: (domain) => getPublicSuffix(domain, { allowPrivateDomains: true }) === domain,
  mailboxProvider: (domain) => mailboxProviders.has(domain),
};

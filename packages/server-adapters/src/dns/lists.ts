import { type NameLists, normalName } from '@mail-settings/core';
import { getPublicSuffix } from 'tldts';
import { mailboxDomains, mailboxLabels } from './mailbox-providers.ts';

/**
 * True for a public suffix itself: `co.uk`, and `github.io`, whose owner lets others register below it.
 * A top label nobody listed is one as well (publicsuffix.org, rule `*`). Takes A-labels in lower case.
 */
export function isPublicSuffix(domain: string): boolean {
  return getPublicSuffix(domain, { allowPrivateDomains: true, extractHostname: false }) === domain;
}

/** True for a domain where anyone may have a mailbox, so that no user of it can publish records for it. */
export function isMailboxProvider(domain: string): boolean {
  const [, label = ''] = /^([^.]+)\.(?:com|(?:com?\.)?[a-z]{2})$/.exec(domain) ?? [];
  return mailboxDomains.has(domain) || mailboxLabels.has(label);
}

/** Both lists as `readDomainName` of core takes them. */
export const nameLists = {
  publicSuffix: isPublicSuffix,
  mailboxProvider: isMailboxProvider,
} satisfies NameLists;

/** Names of a host's own that no one may add as a sender domain, beside the kit's; the domains of its partners, say. */
export type MoreNames = {
  /** Domains below which others have their own, such as `pages.example`; names below them may be added. */
  publicSuffixes?: readonly string[] | undefined;
  /** Domains at which anyone may have a mailbox; names below them are refused too. */
  mailboxProviders?: readonly string[] | undefined;
};

/** The kit's lists with a host's names added. */
export function extendNameLists({ publicSuffixes = [], mailboxProviders = [] }: MoreNames): NameLists {
  const suffixes = new Set(publicSuffixes.map(normalName));
  const providers = new Set(mailboxProviders.map(normalName));
  return {
    publicSuffix: (domain) => suffixes.has(domain) || isPublicSuffix(domain),
    mailboxProvider: (domain) => providers.has(domain) || isMailboxProvider(domain),
  };
}

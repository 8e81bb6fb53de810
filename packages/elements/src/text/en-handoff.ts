import type { TextTree } from './tree.ts';

/** Words of the dialog that hands records over, and of the letter. Loaded with it. */
export const enHandoff = {
  handoff: {
    '': 'DNS records for {domain}',
    about: 'Give this to the person who manages your DNS.',
    records: 'Records',
    open: 'To do ({count})',
    all: 'All ({count})',
    as: 'Format',
    mail: 'Email',
    zone: 'Zone file',
    lang: 'Language',
    copy: 'Copy',
    download: 'Download',
    write: 'Open in email app',
    'too-long': 'Too long to open in an email app: copy it instead.',
    close: 'Close',
    preview: 'Preview',
    none: 'Nothing to do: all records are in place.',
    consent: 'To be agreed with the owner of the domain first:',
    undecided: 'Not included, since a decision is needed first:',
  },
  // what a DNS administrator gets by mail
  letter: {
    subject: 'DNS records for {domain}',
    hello: 'Hello,\n\nplease make these changes in DNS so that we can send email from {domain}.',
    zone: 'Zone: {zone}',
    add: '{at}. Add a {type} record ({purpose})',
    replace: '{at}. Replace the {type} record ({purpose})',
    keep: '{at}. Keep the {type} record ({purpose}): it is correct',
    host: 'Host: {host}',
    name: 'Full name: {name}',
    value: 'Value: {value}',
    priority: 'Priority: {priority}',
    removes: 'Remove what is there now: {value}',
    remove: '{at}. Remove the {type} record ({purpose})',
    consent: 'Please do the following only after we have agreed to it:',
    effect: 'Note: {effect}',
    end: 'Enter each value on one line, exactly as shown, without adding quotes unless your form asks for them. Leave all other records as they are. A domain can have only one SPF record.\n\nThank you!',
  },
} as const satisfies TextTree;

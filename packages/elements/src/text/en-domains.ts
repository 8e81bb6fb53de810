import type { TextTree } from './text.ts';

/** Words of the Sender domains tab, loaded with it. */
export const enDomains = {
  domains: {
    intro:
      'Verified domains show the right sender name and stop others from sending in your name. A domain stays in this list for good, also when unused.',
    reload: 'Reload list',
    add: {
      '': 'Add a domain',
      help: 'Enter saves, Esc cancels. Several at once: put commas, spaces or lines between. A saved domain cannot be removed.',
      count: {
        one: '{count} domain will be added.',
        other: '{count} domains will be added.',
      },
      known: 'In the list already: {names}.',
      wrong: 'Needs a correction: {names}.',
      busy: 'Adding {at} of {count}: {domain}',
      stop: 'Stop',
      added: 'Added',
      there: 'In the list already',
      waits: 'Not tried',
      done: {
        one: '{count} domain added.',
        other: '{count} domains added.',
      },
      left: 'What could not be added stays in the field.',
    },
    'new': 'New domain',
    save: 'Save domain',
    none: 'No sender domains have been added. Click “+” to add one.',
    unused: 'Unused',
    state: {
      verified: 'Verified',
      pending: 'Waiting for DNS',
      unchecked: 'Not checked',
      service: 'Not yet verified by the service',
      broken: 'Was verified, now broken',
      suspect: 'One look found it wrong',
    },
    'to-do': '{open} of {count} records to do',
    chosen: 'Shown: {domain}',
    choose:
      'Choose a domain\nInstructions differ from domain to domain. Choose one in the list to see its records.',
    empty:
      'No sender domains yet\nList every domain and subdomain that you send from. Recipients then see your own name, and nobody else can send in it.',
    step1: 'Add a domain\nType it in the list and save. Use the part after the @ of your sender address.',
    step2:
      'Publish its records\nEach domain has its own SPF, DKIM and DMARC texts. Copy them to your DNS host.',
    step3: 'Check\nPress “Check now”. DNS can need up to 48 hours.',
    public: 'Public mailbox domains cannot be verified.',
    unavailable: {
      '': 'Cloud email service is not available.',
      text: 'Shown is the stored list. Check the tab “{link}”.',
    },
    error: {
      'domain-add-failed': 'The service could not add the domain.',
      'domain-of-another-account': 'This domain belongs to another account. Ask support.',
    },
  },
  record: {
    spf: 'SPF\nWho may send',
    dkim: 'DKIM\nSignature',
    dmarc: 'DMARC\nPolicy',
    mx: 'MX\nReturned mail',
    ownership: 'Ownership\nOne-time proof',
    tracking: 'Tracking\nLinks in mails',
  },
  records: {
    optional: 'Optional',
    record: 'Record',
    type: 'Type',
    host: 'Host',
    value: 'Value',
    state: {
      '': 'Status',
      ok: 'Verified',
      pending: 'Pending',
      unchecked: 'Not checked',
      missing: 'Missing',
      mismatch: 'Differs',
      conflict: 'Conflict',
    },
    count: {
      ok: '{count} verified',
      mismatch: {
        one: '{count} differs',
        other: '{count} differ',
      },
      missing: '{count} missing',
      pending: '{count} pending',
      unchecked: '{count} not checked',
    },
    check: 'Check now',
    stale: 'Last good result kept.\nDNS did not answer at the last look.',
    zone: 'Zone: {zone}',
    grey: 'Type the host without the grey part',
    verdict: {
      service: 'Service',
      dns: 'DNS',
      verified: 'Verified',
      waiting: 'Not verified yet',
      right: 'All required records right',
      open: {
        one: '{count} required record to do',
        other: '{count} required records to do',
      },
      pending: 'Right, not seen everywhere yet',
      unseen: 'Nobody has looked yet',
      partly: 'DNS did not answer for all records',
      'wrong-now':
        'The service verified it once, but DNS shows differences now: mails may land in spam or be refused. Put them right.',
      'service-later':
        'Nothing is left to do in DNS. The service looks by itself; if it has not verified the domain after 48 hours, ask support.',
    },
    watch: {
      next: 'Looked at again {when}',
      broken:
        'Was verified, now broken.\nSeveral looks in a row found it wrong. Put right what differs below.',
      suspect: {
        one: 'One look found it wrong.\nIt stays verified until more looks confirm it; the next is {when}.',
        other:
          '{count} looks in a row found it wrong.\nIt stays verified until one more confirms it; the next is {when}.',
      },
    },
    'as-before': 'as of an earlier look',
    hours: 'Changes can take up to 48 hours to be seen everywhere.',
    'full-name': 'Full name: {name}',
    'copy-host': 'Copy host: {host}',
    'copy-value': 'Copy value',
    found: 'Found in DNS',
    goes: 'Has to be removed:',
    'hand-over': 'Send to your DNS administrator',
    expected: 'Expected',
    instead: 'Publish instead',
    equal: {
      one: '{count} equal character',
      other: '{count} equal characters',
    },
    cut: 'ends here',
    full: 'Show in full',
    strings: 'Copy as {count} quoted strings',
    legend: {
      underlined: 'Underlined',
      added: '{underlined} is added',
      missing: '{underlined} is missing in DNS',
      gone: '{struck} has to go',
      struck: 'Struck out',
      rest: 'All the rest is your own record, unchanged',
    },
    lookups: 'DNS lookups: {lookups} of 10, without result: {voids} of 2',
    part: 'Part that must be in it',
    kept: 'Your own policy is kept',
    again: 'try again after {time}',
    consent: 'This gives up something of yours: decide before you publish it.',
    do: {
      unchecked: 'Publish this record at your DNS host, then press “Check now”.',
      pending: 'Wait: DNS or the service has not seen it everywhere yet.',
      ok: 'Nothing to do.',
      mismatch: 'Replace what is published by the expected value.',
      conflict: 'Keep only one of these records.',
    },
  },
} as const satisfies TextTree;

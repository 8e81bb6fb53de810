import type { TextTree } from './text.ts';

/** Words of the Sender domains tab, loaded with it. */
export const enDomains = {
  domains: {
    intro:
      'Verified domains show the right sender name and stop others from sending in your name. A domain stays in this list for good, also when unused.',
    reload: 'Reload list',
    add: {
      '': 'Add a domain',
      help: 'Enter saves, Esc cancels. A saved domain cannot be removed.',
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
    service: {
      active: 'Service: verified',
      waiting: 'Service: not verified yet',
    },
    hours: 'Changes can take up to 48 hours to be seen everywhere.',
    'full-name': 'Full name: {name}',
    'copy-host': 'Copy host: {host}',
    'copy-value': 'Copy value',
    found: 'Found in DNS',
    expected: 'Expected',
    instead: 'Publish instead',
    equal: {
      one: '{count} equal character',
      other: '{count} equal characters',
    },
    cut: 'ends here',
    full: 'Show in full',
    legend: {
      underlined: 'Underlined',
      added: '{underlined} is added',
      missing: '{underlined} is missing in DNS',
    },
    lookups: 'DNS lookups: {lookups} of 10',
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
  // about a DNS record: what is wrong, and on the next line more about it
  finding: {
    spf: {
      'not-authorised':
        'You already have an SPF record. Keep it and add one part to it.\nA domain may have only one, so please do not create a second.',
      'multiple-records':
        'There is more than one SPF record, so none of them counts.\nKeep one that holds all parts and remove the others.',
      'too-many-lookups':
        'The record needs more than 10 DNS lookups, so receivers reject it.\nRemove parts that you no longer use.',
      syntax: 'The record has a spelling mistake, so receivers reject it.',
      'all-passes': '“+all” lets anybody send in your name. Use “~all” or “-all”.',
    },
    dkim: {
      'other-key': 'Another key is published at this host.\nReplace it by the expected value.',
      revoked: 'The key at this host was revoked: “p=” is empty.',
    },
    dmarc: {
      'multiple-records':
        'There is more than one DMARC record, so none of them counts.\nKeep the strictest and remove the others.',
    },
    dns: {
      'no-answer': 'DNS did not answer.',
      cached: 'Your zone is right; others still see the old value for a while.',
      'not-delegated': 'The domain itself does not exist in DNS. Is it registered and paid for?',
      'wrong-zone': 'Another zone answers for this name: {zone}. Publish the record there.',
      'wrong-host': 'The record stands at another name. Move it.',
      'doubled-host': 'The host has the domain twice. Type only the dark part.',
      'alias-in-the-way': 'An alias (CNAME) stands at this name, so nothing else can.',
      'cname-proxied': 'A proxy hides the alias. Switch it off for this record.',
      quotes: 'The value has quotes in it. Paste it without them.',
      truncated:
        'The value stops after {length} characters.\nPaste it again as quoted strings; most DNS hosts then join them by themselves.',
    },
  },
} as const satisfies TextTree;

import type { TextTree } from './tree.ts';

/** How to type records into the form of a DNS host, and what large receivers ask for. Loaded when somebody opens either. */
export const enAdvice = {
  guide: {
    both: 'The host goes into “{host}”, the value into “{value}”.',
    'only-host': 'The host goes into “{host}”.',
    relative: 'The form adds {zone} automatically: enter only the dark part of the host.',
    full: 'Most DNS hosts add {zone} automatically, so enter only the dark part. If your list of records shows full names, enter the full name.',
    at: 'Where the host is “@”, the record belongs to {zone} itself: enter “@”.',
    empty: 'Where the host is “@”, the record belongs to {zone} itself: leave the field empty.',
    max: 'A value can have at most {max} characters.',
    quotes: 'Paste values without quotes, unless the form asks for them.',
    note: {
      'txt-quotes-needed': 'Put double quotes around a TXT value.',
      'txt-quotes-added': 'Don’t type quotes: the form adds them.',
      'txt-escaped-itself': 'Don’t type a backslash before a semicolon: the form does what is needed.',
      'txt-split-itself': 'Paste a long value whole: the DNS host splits it.',
      'txt-split-by-hand':
        'Split a value of more than 255 characters into several quoted strings separated by a space.',
      'txt-longer-in-text-mode': 'A value too long for the form can be entered in the text mode of the zone.',
      'one-set-per-name':
        'All values of one host and type are in one entry: add a TXT value on a new line of the existing one.',
      'own-record-types':
        'This form may have separate record types for SPF, DKIM or DMARC: choose TXT, or that type.',
      'subdomain-txt-in-parent-zone': 'Add TXT records of a subdomain in the zone of the main domain.',
      'proxies-cname': 'Turn off the proxy for a CNAME (“DNS only”).',
      'flattens-apex-cname': 'A CNAME for the domain itself is answered as addresses.',
      'cname-needs-subdomain': 'Create the subdomain first, then its CNAME.',
      'target-needs-dot': 'Enter targets (CNAME, MX) with a dot at the end.',
      'target-without-dot': 'Enter targets (CNAME, MX) without a dot at the end.',
      'mx-priority-in-value':
        'Enter the priority of an MX record before the server, in the same field: 10 mx.example.com.',
      'mx-needs-custom-mail': 'Set mail to “Custom MX” first, then add MX records.',
      'shared-name-servers': 'Two DNS hosts use these name servers: check for your domain in both.',
    },
  },
  bulk: {
    all: 'DNS shows everything that these receivers require.',
    alignment:
      'The signature names a different domain from the sender: ask support for a DKIM key of this domain.',
    duties: 'They also require what DNS can’t show:',
    duty: {
      'one-click-unsubscribe': 'one-click unsubscribe',
      'reverse-dns': 'names of the sending servers (the service does this)',
      tls: 'encrypted delivery (the service does this)',
      'spam-rate': 'under 0.3% of emails marked as spam, ideally under 0.1%',
      'unsubscribe-link': 'a working unsubscribe link',
      'real-sender': 'a sender address that can receive replies',
    },
  },
} as const satisfies TextTree;

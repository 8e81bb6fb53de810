import type { TextTree } from './tree.ts';

export const enGeneral = {
  // at a field: what is wrong, and on the next line what to do
  fault: {
    code: 'The service answered with code {code}.',
    'key-for-another-url':
      'The stored key was entered for a different URL.\nEnter it again: a key is sent only to the URL it was entered for.',
    'wrong-master-key':
      'The stored key can’t be decrypted.\nHave the server’s master key restored, or enter the key again.',
    'key-rejected':
      'Not valid API key.\nCopy it again from the email you received, without spaces. If it was recently replaced, ask support for the new one.',
    'auth-key-rejected':
      'Not valid auth key.\nCopy it again from the email you received, or ask support for the new one.',
    'response-domain-unreachable':
      'Domain to receive responses is unavailable.\nThe service could not connect to {host}. Check the name, and make sure that the firewall allows POST requests from the Internet on port 443.',
    'response-domain-taken':
      'Domain to receive responses belongs to another account.\nUse another domain, or ask support to release this one.',
    'service-inactive': 'Cloud email service is not active.\nAsk support to activate the account.',
    'service-unreachable':
      '{service} cloud service is unavailable.\nCheck the URL, and make sure that port 443 to the Internet is open.',
    stage: {
      'refused-address': 'The address belongs to a private network. Check the URL.',
      name: 'The name was not found in DNS. Check the URL.',
      port: 'No connection. Ask your administrator to open port 443 to the Internet.',
      tls: 'No trusted connection: there may be a proxy in between. Check its certificate.',
      time: 'Timed out: a firewall may be dropping the requests. Check port 443.',
      http: 'The answer makes no sense. Check the path of the URL.',
    },
    'service-failed': 'The service failed.\nTry again in a few minutes; if it persists, contact support.',
    'answer-unreadable':
      'The answer did not come from the service.\nA proxy or a login page may be answering instead. Open the URL in a browser: the page should be empty.',
    'rate-limited': 'The service received too many requests.\nWait a minute, then check again.',
    'unexpected-code': 'Unhandled error: {code}\nGive this number to support.',
    'sender-not-checked':
      'The address could not be checked.\nSending from its domain is not configured: the DNS records it needs are on the Sender domains tab.',
  },
  general: {
    sending: 'Sending email setup\nHow this application reaches the cloud email service.',
    responses: 'Email responses setup\nWhere the service posts deliveries, opens, clicks and replies.',
    sender:
      'Default ESP email\nThe sender of messages that name no other, such as a test email without a mailing.',
  },
  field: {
    cloudUrl: {
      '': '{service} cloud services connection URL',
      help: 'You receive the URL and both keys from support when your licences are installed.',
      open: 'Open the service URL',
      'empty-page': 'An empty page means the port is open.',
    },
    apiKey: {
      '': 'API key',
      help: 'Your account’s personal key. Stored keys are never shown again.',
    },
    provider: {
      '': 'Email service provider',
      unknown: 'Not known yet',
      asking: 'Asking the service',
      help: 'Filled in by the service once the URL and key are accepted. Only support can change the provider.',
      support: 'Contact support',
    },
    outgoing: {
      '': 'Outgoing port 443',
      help: 'Your browser may be behind another firewall: open the service URL above to test from here.',
    },
    responseDomain: {
      '': 'Domain to receive responses',
      help: 'Address of this application as seen from the Internet, without a port. A base path is allowed.',
    },
    publicAddress: {
      '443': 'Requests always use port 443, whatever port your application uses.',
      '': 'Public address',
      help: 'Derived from the domain above and tested once after each save.',
      'no-port': 'Shown without the port: this is what the service will call.',
    },
    authKey: {
      '': 'Auth key',
      help: 'Proves that an incoming response comes from the service.',
      previous: 'The previous key is accepted until {when}.',
    },
    senderEmail: {
      '': 'Default ESP email',
      help: 'A real corporate address at a domain that is set up on the Sender domains tab.',
    },
    edited: 'edited',
  },
  // the product’s captions of its check of the address
  sender: {
    check: 'Check email',
    records: 'See the records',
    active: 'Checked',
    failed: 'Check failed',
    'no-answer':
      'Error occurred connecting to Cloud Email Service.\nTry again; if it persists, contact your administrator.',
    'not-offered': 'The service does not offer this check (code {code}).',
    unsaved: 'Not saved yet.\nSaving also checks the address.',
  },
  changes: {
    '': 'Changes\nWho saved what, and when. Values are not recorded.',
    none: 'Nothing has been saved yet.',
    all: 'Show all {count}',
  },
  secret: {
    paste: 'Paste the key',
    ends: 'Set, ends in {last4}',
    set: 'Set',
    replace: {
      '': 'Replace',
      of: 'Replace: {field}',
    },
    remove: 'Remove the stored key',
    removed: 'Will be removed when you save',
  },
  note: {
    'port-dropped':
      'Port {port} will not be used.\nRequests always arrive on port 443, so open that port and leave the number out.',
    'http-on-443':
      'Requests arrive on port 443 even with http.\nIf your server answers there over https, use https.',
    'key-without-url':
      'Enter the connection URL as well.\nA key is stored for the URL it is saved with; without one you would have to enter it again.',
  },
  probe: {
    open: 'Open, empty page',
    page: 'Open, but not an empty page\nA proxy or a login page may be answering instead. Ask your administrator to let this server through.',
    closed: 'Not reachable',
    ms: '{ms} ms from this server',
    unknown: 'Can’t be determined from here',
  },
} as const satisfies TextTree;

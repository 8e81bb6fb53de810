import type { TextTree } from './tree.ts';

export const enGeneral = {
  // at a field: what is wrong, and on the next line what to do
  fault: {
    code: 'The service answered with code {code}.',
    'key-for-another-url':
      'The stored key was not entered for this URL.\nEnter it again: a key is sent only to the address it was entered for.',
    'wrong-master-key':
      'The stored key cannot be opened.\nHave the server’s master key restored, or enter the key again.',
    'key-rejected':
      'Not valid API key.\nCopy it again from the letter you received, without spaces. If it was replaced lately, ask support for the new one.',
    'auth-key-rejected':
      'Not valid auth key.\nCopy it again from the letter you received, or ask support for the new one.',
    'response-domain-unreachable':
      'Domain to receive responses is unavailable.\nThe service could not connect to {host}. Check the name, and that the firewall lets POST requests from the Internet through on port 443.',
    'response-domain-taken':
      'Domain to receive responses belongs to another account.\nUse another domain, or ask support to release this one.',
    'service-inactive': 'Cloud email service is not active.\nAsk support to activate the account.',
    'service-unreachable':
      '{service} cloud service is unavailable.\nCheck the URL, and that port 443 to the Internet is open.',
    stage: {
      'refused-address': 'The address leads into a private network. Check the URL.',
      name: 'The name was not found in DNS. Check the URL.',
      port: 'No connection. Ask your administrator to open port 443 to the Internet.',
      tls: 'No trusted connection: a proxy may stand between. Check its certificate.',
      time: 'No answer in time: a firewall may drop the requests. Check port 443.',
      http: 'The answer is not usable. Check the path of the URL.',
    },
    'service-failed': 'The service failed.\nTry again in some minutes; if it stays, tell support.',
    'answer-unreadable':
      'What answered is not the service.\nA proxy or a login page may stand between. Open the URL in a browser: the page should be empty.',
    'rate-limited': 'The service was asked too often.\nWait a minute, then check again.',
    'unexpected-code': 'Unhandled error: {code}\nTell support this number.',
    'sender-not-checked':
      'The address could not be checked.\nSending from its domain is not configured: the DNS records it needs are on the Sender domains tab.',
  },
  general: {
    sending: 'Sending email setup\nHow this application reaches the cloud email service.',
    responses: 'Email responses setup\nWhere the service posts deliveries, opens, clicks and replies.',
    sender:
      'Default ESP email\nThe address of messages that name no other sender, such as a test email without a mailing.',
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
      help: 'Personal key of your account. Stored keys are never shown again.',
    },
    provider: {
      '': 'Email service provider',
      unknown: 'Not known yet',
      asking: 'Asking the service',
      help: 'Filled in by the service once the URL and key are accepted. Only support can change the provider.',
      support: 'Contact support',
    },
    outgoing: {
      '': 'Port 443, outgoing',
      help: 'Your browser may sit behind another firewall: open the service URL above to test from here.',
    },
    responseDomain: {
      '': 'Domain to receive responses',
      help: 'Address of this application as the Internet sees it, without a port. A base path is fine.',
    },
    publicAddress: {
      '443': 'Requests always use port 443, whatever port your application uses.',
      '': 'Public address',
      help: 'Made from the domain above and tested once after each save.',
      'no-port': 'Already shown without the port: this is what the service will call.',
    },
    authKey: {
      '': 'Auth key',
      help: 'Proves that an incoming response is from the service.',
      previous: 'The previous key is accepted until {when}.',
    },
    senderEmail: {
      '': 'Default ESP email',
      help: 'A real corporate address, at a domain that is set up on the Sender domains tab.',
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
      'Error occurred connecting to Cloud Email Service.\nTry again; if it stays, call your administrator.',
    'not-offered': 'The service does not offer this check (code {code}).',
    unsaved: 'Not saved yet.\nA save checks the address as well.',
  },
  changes: {
    '': 'Changes\nWho saved what, and when. Values are not kept.',
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
      'Port {port} will not be used.\nRequests always come to port 443, so open that port and leave the number out.',
    'http-on-443':
      'Calls come to port 443, also with http.\nWhere your server answers there over https, write https.',
    'key-without-url':
      'Enter the connection URL as well.\nA key is kept for the URL it is saved with; without one it has to be entered again.',
  },
  probe: {
    open: 'Open, empty page',
    page: 'Open, but not an empty page\nA proxy or a login page may answer instead. Ask your administrator to let this server through.',
    closed: 'Not reachable',
    ms: '{ms} ms from this server',
    unknown: 'Could not be told from here',
  },
} as const satisfies TextTree;

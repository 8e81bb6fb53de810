import type { TextTree } from './tree.ts';

export const enAccess = {
  probe: {
    dns: 'DNS',
    tcp: 'TCP, port 443',
    tls: 'TLS certificate',
    http: 'POST answer',
    stage: {
      ok: 'OK',
    },
  },
  access: {
    '': 'Endpoint for responses\nThe service posts to this address from the Internet. Only POST is needed; unsubscribe links work without it.',
    endpoint:
      'This endpoint only\nAllow POST requests to the one address above at {host}. Everything else stays closed.',
    domain: 'The whole domain\nAllow POST requests to any address at {host}. Simpler, but opens more.',
    reachable: 'Reachable',
    'not-reachable': 'Not reachable',
    'unexpected-page': 'Something else answers',
    unknown: {
      '': 'Unknown',
      text: 'This server sees only its own network: what counts is that the service gets through and responses arrive.',
    },
    path: 'Path to the endpoint\nTested on port 443, step by step. The first step that fails is the one to fix.',
    test: 'Test',
    again: 'Test again',
    tested: 'Tested {when}, {ms} ms',
    fix: {
      name: 'Check the domain for responses and its address in public DNS.',
      port: 'Open port 443 for POST requests from the Internet, and forward it to this application.',
      time: 'A firewall may be dropping the requests. Open port 443 for POST requests from the Internet.',
      tls: 'Fix the certificate of your web server or proxy, then test again.',
      http: 'Check the log of the web server or proxy.',
      'endpoint-not-mounted': 'The developer of this application has to mount the mail handlers.',
      'unexpected-page': 'Forward this address to this application.',
      'connection-closed':
        'A firewall or a proxy closes it: let it pass on port 443, then check the log of the web server or proxy.',
      'not-tls': 'Set up TLS on port 443 of the web server or proxy, then test again.',
      'tls-failed': 'Set up TLS 1.2 or newer on port 443 of the web server or proxy, then test again.',
      'incomplete-chain':
        'Browsers often fetch the intermediate certificate themselves; the service does not. Add it to the certificate file of your web server or proxy, then test again.',
    },
  },
  pause: {
    from: 'From',
    to: 'To',
    length: '{hours} h {minutes} min each day. Leave both fields empty for no pause.',
    none: 'No pause.',
    both: 'Fill in both times or neither; they must differ.',
  },
  certificate: {
    '': 'Certificate',
    names: 'Valid for',
    until: 'Valid until',
    days: {
      one: '{date}, {count} day left',
      other: '{date}, {count} days left',
    },
    issuer: 'Issued by',
    chain: 'Chain as served',
  },
  lists: {
    '': 'Address lists in your firewall',
    advice:
      'The service sends from many addresses and through proxies, and they change.\nAvoid an allow-list: responses and statistics from any address missing from it are lost without an error.\nWith a deny-list, check that it contains no address of the service.\nUnsubscribing needs nothing: the service handles it.',
  },
} as const satisfies TextTree;

import type { TextTree } from './tree.ts';

export const enAccess = {
  probe: {
    dns: 'DNS',
    tcp: 'TCP, port 443',
    tls: 'TLS certificate',
    http: 'POST answer',
    stage: {
      ok: 'In order',
    },
  },
  access: {
    '': 'Endpoint for responses\nThe service posts to this address from the Internet. Only POST is needed; unsubscribe links work without it.',
    endpoint:
      'This endpoint only\nLet POST requests through to the one address above at {host}. Everything else stays closed.',
    domain: 'The whole domain\nLet POST requests through to any address of {host}. Simpler, but opens more.',
    reachable: 'Reachable',
    'not-reachable': 'Not reachable',
    'unexpected-page': 'Somebody else answers',
    unknown: {
      '': 'Not known',
      text: 'This server sees its own network only: the service and responses that arrive decide.',
    },
    way: 'Way to the endpoint\nTested on port 443, step by step. The first step that fails is the one to fix.',
    test: 'Test',
    again: 'Test again',
    tested: 'Tested {when}, {ms} ms',
    fix: {
      name: 'Check the domain for responses, and its address in the public DNS.',
      port: 'Open port 443 for POST requests from the Internet, and forward it to this application.',
      time: 'A firewall may drop the requests. Open port 443 for POST requests from the Internet.',
      tls: 'Put the certificate of your web server or proxy right, then test again.',
      http: 'Look at the log of the web server or proxy.',
      'endpoint-not-mounted': 'The developer of this application has to mount the mail handlers.',
      'unexpected-page': 'Forward this address to this application.',
      'connection-closed':
        'A firewall or a proxy ends it: let it pass port 443, then look at the log of the web server or proxy.',
      'not-tls': 'Let the web server or proxy speak TLS on port 443, then test again.',
      'tls-failed': 'Let the web server or proxy speak TLS 1.2 or newer on port 443, then test again.',
      'incomplete-chain':
        'Browsers often fetch the intermediate certificate themselves, the service does not. Add it to the certificate file of your web server or proxy, then test again.',
    },
  },
  pause: {
    from: 'From',
    to: 'To',
    length: '{hours} h {minutes} min each day. Leave both fields empty for no pause.',
    none: 'No pause.',
    both: 'Fill in both times, or neither; they must differ.',
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
      'The service sends from many addresses and through proxies, and they change.\nAvoid an allow-list: each address missing from it loses its responses and statistics without any error.\nWith a deny-list, check that it holds no address of the service.\nUnsubscribing needs nothing: the service does that by itself.',
  },
} as const satisfies TextTree;

import type { Random } from './random.ts';

/** Kinds of record the grammar makes: texts, and the targets of MX and CNAME. */
export const kinds = ['spf', 'spf', 'spf', 'dkim', 'dmarc', 'ownership', 'mx', 'cname'] as const;
export type Kind = (typeof kinds)[number];

/** A valid record of this kind, as text. */
export function validRecord(kind: Kind, random: Random): string {
  return make[kind](random);
}

/** A name such as stands in records; those of the zone come up often, so that records lead to one another. */
export function validName(random: Random): string {
  if (random.oneIn(20)) return longName(random);
  return random.pick([
    'example.com',
    'mail.example.com',
    '_spf.service.example',
    'track.service.example',
    'us._domainkey.example.com',
    '_dmarc.example.com',
    `n${random.below(30)}.example`,
    `xn--${random.pick(['e1afmkfd', 'a', 'bcher-kva', '99999999', 'a-'])}.example`,
  ]);
}

/** 253 characters, which are 255 bytes on the wire. */
function longName(random: Random): string {
  const label = 'abcdefghijklmnopqrstuvwxyz0123456789_-'.charAt(random.below(38)).repeat(61);
  return `${`${label}.`.repeat(4)}xample`.slice(-253);
}

const make: Record<Kind, (random: Random) => string> = {
  spf: (random) => {
    const end = random.pick(['', ' -all', ' ~all', ' ?all', ' +all', ' all']);
    const terms = random.some(8, () => ` ${spfTerm(random)}`).join('');
    const modifiers = random
      .some(1, () => ` ${random.pick(['redirect=', 'exp=', 'x-y='])}${domainSpec(random)}`)
      .join('');
    return `v=spf1${terms}${end}${modifiers}`;
  },
  dkim: (random) => {
    const tags = [
      ...random.some(1, () => 'v=DKIM1'),
      ...random.some(1, () => `k=${random.pick(['rsa', 'ed25519'])}`),
      ...random.some(1, () => `t=${random.pick(['y', 's', 'y:s'])}`),
      ...random.some(1, () => `h=${random.pick(['sha256', 'sha1', 'sha1:sha256'])}`),
      ...random.some(1, () => `s=${random.pick(['*', 'email', 'tlsrpt'])}`),
      ...random.some(1, () => 'n=note'),
      `p=${random.pick([rsaKey, rsaKey, edKey, '', bareKey])}`,
    ];
    return tags.join(random.pick(['; ', ';', ' ; ']));
  },
  dmarc: (random) => {
    const policy = () => random.pick(['none', 'quarantine', 'reject']);
    const tags = [
      'v=DMARC1',
      `p=${policy()}`,
      ...random.some(1, () => `sp=${policy()}`),
      ...random.some(1, () => `np=${policy()}`),
      ...random.some(1, () => `adkim=${random.pick(['r', 's'])}`),
      ...random.some(1, () => `fo=${random.pick(['0', '1', 'd:s', '1:d'])}`),
      ...random.some(1, () => `psd=${random.pick(['y', 'n', 'u'])}`),
      ...random.some(1, () => `t=${random.pick(['y', 'n'])}`),
      ...random.some(1, () => `pct=${random.below(101)}`),
      ...random.some(1, () => `rua=mailto:a@${validName(random)},mailto:b@${validName(random)}!10m`),
      ...random.some(1, () => `ruf=mailto:c@${validName(random)}`),
    ];
    return tags.join('; ');
  },
  ownership: (random) => `service-domain-verification=${random.below(2 ** 32).toString(16)}`,
  mx: (random) => validName(random),
  cname: (random) => validName(random),
};

function spfTerm(random: Random): string {
  const qualifier = random.pick(['', '', '', '+', '-', '~', '?']);
  const length = random.pick(['', '', `/${random.below(33)}`, `//${random.below(129)}`, '/24//64']);
  const term = random.pick([
    `include:${domainSpec(random)}`,
    `include:${validName(random)}`,
    `exists:${domainSpec(random)}`,
    `ip4:192.0.2.${random.below(256)}${random.pick(['', '/24', '/0'])}`,
    `ip6:2001:db8::${random.below(65_536).toString(16)}${random.pick(['', '/48', '/128'])}`,
    `a${random.pick(['', `:${domainSpec(random)}`])}${length}`,
    `mx${random.pick(['', `:${domainSpec(random)}`])}${length}`,
    `ptr${random.pick(['', `:${domainSpec(random)}`])}`,
  ]);
  return `${qualifier}${term}`;
}

function domainSpec(random: Random): string {
  const macro = () =>
    `%{${random.pick(['s', 'l', 'o', 'd', 'i', 'p', 'v', 'h', 'D', 'S'])}${random.pick(['', '2', 'r', '1r'])}${random.pick(['', '-', '.+'])}}`;
  return random.oneIn(3)
    ? `${macro()}${random.pick(['', '%%', '%_', '%-'])}.${validName(random)}`
    : validName(random);
}

const rsaKey =
  'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB';
/** The same key without the wrapping that names its algorithm. */
const bareKey = Buffer.from(rsaKey, 'base64').subarray(22).toString('base64');
const edKey = '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';

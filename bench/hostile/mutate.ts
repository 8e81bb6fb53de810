import type { Random } from './random.ts';

/** The largest text a record can hold: 64 kB with the rest of its packet. */
export const mostText = 65_000;

/** Damages a text in one to four ways; `other` is a text to splice in. Sometimes nothing is damaged. */
export function mutate(text: string, other: string, random: Random): string {
  if (random.oneIn(12)) return text;
  let damaged = text;
  for (let left = 1 + random.below(4); left > 0; left--) damaged = random.pick(ways)(damaged, random, other);
  if (random.oneIn(1_500)) damaged = repeated(damaged, random);
  return damaged.slice(0, mostText);
}

type Way = (text: string, random: Random, other: string) => string;

const ways: [Way, ...Way[]] = [
  (text, random) => replaced(text, random, (code) => code ^ (1 << random.below(8))),
  (text, random) => replaced(text, random, () => random.below(256)),
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => text.slice(random.below(text.length + 1)),
  (text, random) => {
    const [from, to] = range(text, random);
    return text.slice(0, from) + text.slice(to);
  },
  (text, random) => {
    const [from, to] = range(text, random);
    return text.slice(0, to) + text.slice(from);
  },
  (text, random) => {
    const [from, to] = range(text, random);
    return text.slice(0, from) + text.slice(from, to).repeat(2 + random.below(12)) + text.slice(to);
  },
  (text, random, other) => {
    const [from, to] = range(text, random);
    return text.slice(0, from) + other.slice(random.below(other.length + 1)) + text.slice(to);
  },
  (text, random, other) => text + random.pick(['', ' ', ';', '\n']) + other,
  (text, random) => inserted(text, random, random.pick(beyondAscii)),
  (text, random) => inserted(text, random, random.pick(signs)),
  (text, random) => inserted(text, random, random.pick(signs).repeat(1 + random.below(6))),
  (text, random) => (random.oneIn(2) ? text.toUpperCase() : text.toLowerCase()),
  (text, random) => random.pick(['"', ' ', '\\', '-----BEGIN PUBLIC KEY-----', '\0']) + text,
  (text) => `"${text.replace(/["\\;]/g, '\\$&')}"`,
  (text) => [...text].reverse().join(''),
];

const beyondAscii = [
  'é',
  '\xe9',
  '\xff',
  'я',
  '。',
  '１',
  '\u200d',
  '\u202e',
  '💌',
  '\ud83d',
  '\udc8c',
  '\uffff',
  'ß',
  'ǅ',
  'İ',
] as const;
const signs: readonly [string, ...string[]] = [
  ' ',
  ...[
    ' ',
    '\t',
    '\n',
    '\r\n',
    '\0',
    '"',
    '\\',
    '\\"',
    '\\032',
    '\\;',
    ';',
    '=',
    ':',
    '/',
    '//',
    '.',
    '..',
    '-',
    '%',
  ],
  ...[
    '%{',
    '%{d}',
    '%{p}',
    '%{ir}',
    '%%',
    '}',
    '@',
    '!',
    ',',
    '`',
    '|',
    '<',
    '*',
    '_',
    '+',
    '~',
    '?',
    '0',
    '999',
    '::',
    'xn--',
  ],
  ...['v=spf1 ', 'v=DKIM1;', 'v=DMARC1;', 'p=', 'include:', 'redirect=', ' all ', 'include:example.com '],
];

function range(text: string, random: Random): [from: number, to: number] {
  const from = random.below(text.length + 1);
  return [from, from + random.below(Math.min(40, text.length - from) + 1)];
}

function replaced(text: string, random: Random, code: (before: number) => number): string {
  const at = random.below(text.length);
  return text.slice(0, at) + String.fromCharCode(code(text.charCodeAt(at) || 0)) + text.slice(at + 1);
}

function inserted(text: string, random: Random, more: string): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + more + text.slice(at);
}

/** A short piece of the text over and over, up to the most there can be. */
function repeated(text: string, random: Random): string {
  const from = random.below(text.length + 1);
  const piece = text.slice(from, from + 1 + random.below(20)) || ' ';
  return (text.slice(0, from) + piece.repeat(Math.ceil(mostText / piece.length))).slice(0, mostText);
}

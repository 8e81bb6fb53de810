import { expect } from '@open-wc/testing';
import { diffValues } from './diff.ts';

const shown = (pieces: ReturnType<typeof diffValues>['found']): string =>
  pieces
    .map(({ kind, text }) =>
      kind === 'same' ? text : { ins: `[+${text}]`, del: `[-${text}]`, cut: '[cut]' }[kind],
    )
    .join('');

describe('the difference of two values', () => {
  const key =
    'v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAsBxmLTlhgKPAEqqxYmsSj4g4LyRlzPfV';
  const rows = [
    ['nothing', 'v=spf1 -all', 'v=spf1 -all', 'v=spf1 -all', 'v=spf1 -all'],
    [
      'a part added',
      'v=spf1 a -all',
      'v=spf1 a include:b.example -all',
      'v=spf1 a -all',
      'v=spf1 a [+include:b.example ]-all',
    ],
    ['a part too much', 'v=spf1 a mx -all', 'v=spf1 a -all', 'v=spf1 a [-mx ]-all', 'v=spf1 a -all'],
    [
      'a key cut short',
      key.slice(0, 40),
      key,
      `${key.slice(0, 40)}[cut]`,
      `${key.slice(0, 40)}[+${key.slice(40)}]`,
    ],
    [
      'a letter in a key',
      key.replace('QEFAAOC', 'QEFAxOC'),
      key,
      key.replace('QEFAAOC', 'QEFA[-x]OC'),
      key.replace('QEFAAOC', 'QEFA[+A]OC'),
    ],
    ['another word', 'p=none', 'p=reject', '[-p=none]', '[+p=reject]'],
    [
      'only the part that is new, also beside another that has to be removed',
      'v=spf1 ip4:203.0.113.24 include:_spf.old.example -all',
      'v=spf1 ip4:203.0.113.24 include:spf.relay.example -all',
      'v=spf1 ip4:203.0.113.24 [-include:_spf.old.example ]-all',
      'v=spf1 ip4:203.0.113.24 [+include:spf.relay.example ]-all',
    ],
    [
      'tags that only moved as equal',
      'p=AAAABBBBCCCC; k=rsa',
      'v=DKIM1; k=rsa; p=AAAABBBBCCCC',
      'p=AAAABBBBCCCC; k=rsa',
      '[+v=DKIM1; ]k=rsa; p=AAAABBBBCCCC',
    ],
    [
      'terms of SPF that moved as different, since their order counts',
      'v=spf1 a -all mx',
      'v=spf1 a mx -all',
      'v=spf1 a [--all ]mx',
      'v=spf1 a mx [+-all]',
    ],
    [
      'quotes around a value',
      '"v=DKIM1; k=rsa; p=AAAABBBB"',
      'v=DKIM1; k=rsa; p=AAAABBBB',
      '[-"]v=DKIM1; k=rsa; p=AAAABBBB[-"]',
      'v=DKIM1; k=rsa; p=AAAABBBB',
    ],
    [
      'a target with the zone twice',
      'a.example.com.example.com',
      'a.example.com',
      'a.example.com[-.example.com]',
      'a.example.com',
    ],
    ['nothing found', '', 'v=spf1 -all', '', '[+v=spf1 -all]'],
  ] as const;
  for (const [title, found, wanted, left, right] of rows) {
    it(`shows ${title}`, () => {
      const difference = diffValues(found, wanted);
      expect(shown(difference.found)).to.equal(left);
      expect(shown(difference.wanted)).to.equal(right);
    });
  }

  it('loses nothing of either side, whatever they are', () => {
    const parts = ['v=spf1', ' ', ';', 'include:a.example', '  ', 'p=abcdefghijkl', 'p=abcdefghijxx', '-all'];
    for (let seed = 1; seed < 300; seed++) {
      const pick = (from: number): string =>
        Array.from(
          { length: (seed * from) % 9 },
          (_, at) => parts[(seed * 7 + at * from) % parts.length],
        ).join('');
      const { found, wanted } = diffValues(pick(3), pick(5));
      expect(found.map(({ text }) => text).join('')).to.equal(pick(3));
      expect(wanted.map(({ text }) => text).join('')).to.equal(pick(5));
    }
  });

  it('ends in time for values as long as DNS can carry', () => {
    const long = 'a '.repeat(16_000);
    expect(diffValues(long, `${long}b`).wanted.at(-1)).to.deep.equal({ kind: 'ins', text: 'b' });
  });
});

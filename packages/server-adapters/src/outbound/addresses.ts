import ipaddr from 'ipaddr.js';

/** Why an address is not part of the public Internet; `not-an-address` for text that is none. */
export type RefusedRange = (typeof v4Ranges | typeof v6Ranges)[number][1] | 'not-global' | 'not-an-address';

/**
 * The range that keeps an address from being reached, or `undefined` for a public one.
 * Refused is whatever the IANA special-purpose registries (RFC 6890) do not call globally reachable, multicast,
 * and every IPv6 form that carries an IPv4 address (mapped, 6to4, Teredo), but for NAT64: there the IPv4
 * address inside is judged, since networks without IPv4 need it (RFC 6052). IPv6 outside 2000::/3 is not yet given out.
 */
export function refusedRange(address: string): RefusedRange | undefined {
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return 'not-an-address';
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return v4.find(({ range }) => parsed.match(range))?.name;
  if (parsed.match(nat64)) return refusedRange(parsed.parts.slice(6).flatMap(bytes).join('.'));
  return (
    v6.find(({ range }) => parsed.match(range))?.name ?? (parsed.match(global) ? undefined : 'not-global')
  );
}

const bytes = (part: number) => [part >> 8, part & 0xff];

const v4Ranges = [
  ['0.0.0.0/8', 'unspecified'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'carrier-nat'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'protocol'],
  ['192.0.2.0/24', 'documentation'],
  ['192.88.99.0/24', '6to4'],
  ['192.168.0.0/16', 'private'],
  ['198.18.0.0/15', 'benchmarking'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['255.255.255.255/32', 'broadcast'],
  ['240.0.0.0/4', 'reserved'],
] as const;

const v6Ranges = [
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['::ffff:0:0/96', 'mapped-v4'],
  ['::/96', 'mapped-v4'],
  ['64:ff9b:1::/48', 'local-nat64'],
  ['100::/64', 'discard'],
  ['2001::/32', 'teredo'],
  ['2001:2::/48', 'benchmarking'],
  ['2001::/23', 'protocol'],
  ['2001:db8::/32', 'documentation'],
  ['2002::/16', '6to4'],
  ['3fff::/20', 'documentation'],
  ['5f00::/16', 'segment-routing'],
  ['fc00::/7', 'unique-local'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'site-local'],
  ['ff00::/8', 'multicast'],
] as const;

const v4 = v4Ranges.map(([range, name]) => ({ range: ipaddr.IPv4.parseCIDR(range), name }));
const v6 = v6Ranges.map(([range, name]) => ({ range: ipaddr.IPv6.parseCIDR(range), name }));
const nat64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
const global = ipaddr.IPv6.parseCIDR('2000::/3');

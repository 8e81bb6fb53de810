import { describe, expect, test } from 'vitest';
import { dnsHostOf, dnsHosts, genericDnsHost } from './dns-hosts.ts';

// Servers of real zones, or of the hosts' own pages.
const servers: Record<string, string[][]> = {
  godaddy: [['ns01.domaincontrol.com', 'ns02.domaincontrol.com']],
  cloudflare: [['ada.ns.cloudflare.com', 'elinore.ns.cloudflare.com']],
  bluehost: [['ns1.bluehost.com', 'ns2.bluehost.com']],
  'microsoft-365': [
    ['ns1.bdm.microsoftonline.com', 'ns4.bdm.microsoftonline.com'],
    ['ns1.dns.partner.microsoftonline.cn', 'ns2.dns.partner.microsoftonline.cn'],
  ],
  dyndns: [['ns1.mydyndns.org', 'ns2.mydyndns.org']],
  'reg-ru': [['ns1.reg.ru', 'ns2.reg.ru']],
  'ru-center': [['ns3-l2.nic.ru', 'ns4-l2.nic.ru', 'ns8-l2.nic.ru', 'ns4-cloud.nic.ru', 'ns8-cloud.nic.ru']],
  timeweb: [['ns1.timeweb.ru', 'ns2.timeweb.ru', 'ns3.timeweb.org', 'ns4.timeweb.org']],
  beget: [
    ['ns1.beget.com', 'ns2.beget.com', 'ns1.beget.pro', 'ns2.beget.pro'],
    ['ns1.beget.ru', 'ns2.beget.ru'],
  ],
  'yandex-cloud': [['ns1.yandexcloud.net', 'ns2.yandexcloud.net']],
  'yandex-360': [['dns1.yandex.net', 'dns2.yandex.net']],
  selectel: [
    ['a.ns.selectel.ru', 'b.ns.selectel.ru', 'c.ns.selectel.ru', 'd.ns.selectel.ru'],
    ['ns1.selectel.org', 'ns4.selectel.org'],
  ],
  'route-53': [
    ['ns-664.awsdns-19.net', 'ns-123.awsdns-15.com', 'ns-1536.awsdns-00.co.uk', 'ns-1279.awsdns-31.org'],
  ],
  'google-cloud-dns': [['ns-cloud-a1.googledomains.com', 'ns-cloud-a4.googledomains.com']],
  'azure-dns': [
    ['ns1-01.azure-dns.com', 'ns2-01.azure-dns.net', 'ns3-01.azure-dns.org', 'ns4-01.azure-dns.info'],
  ],
  namecheap: [['dns1.registrar-servers.com', 'dns2.registrar-servers.com']],
  ionos: [['ns1033.ui-dns.com', 'ns1045.ui-dns.de', 'ns1096.ui-dns.biz', 'ns1108.ui-dns.org']],
  ovh: [
    ['dns19.ovh.net', 'ns19.ovh.net'],
    ['dns200.anycast.me', 'ns200.anycast.me'],
  ],
  gandi: [['ns-142-b.gandi.net', 'ns-142-c.gandi.net', 'ns-161-a.gandi.net']],
  digitalocean: [['ns1.digitalocean.com', 'ns2.digitalocean.com', 'ns3.digitalocean.com']],
  hetzner: [['hydrogen.ns.hetzner.com', 'oxygen.ns.hetzner.com', 'helium.ns.hetzner.de']],
  squarespace: [['nsd1.squarespacedns.com', 'nsd4.squarespacedns.com']],
  'network-solutions': [['ns47.worldnic.com', 'ns48.worldnic.com']],
  dnsimple: [
    ['ns1.dnsimple-edge.com', 'ns2.dnsimple-edge.net', 'ns3.dnsimple-edge.io', 'ns4.dnsimple-edge.org'],
    ['ns1.dnsimple.com', 'ns2.dnsimple.com'],
  ],
  'dns-made-easy': [['ns10.dnsmadeeasy.com', 'ns11.dnsmadeeasy.com']],
};

describe('a DNS host is recognised by its name servers', () => {
  test.each(dnsHosts.map(({ id }) => id))('%s', (id) => {
    const zones = servers[id] ?? [];
    expect(zones.length).toBeGreaterThan(0);
    for (const zone of zones) expect(dnsHostOf(zone)?.id).toBe(id);
  });

  test('every server name of the table belongs to one host only', () => {
    for (const [id, zones] of Object.entries(servers)) {
      for (const server of zones.flat()) expect(dnsHostOf([server])?.id, server).toBe(id);
    }
    expect(new Set(dnsHosts.map(({ id }) => id)).size).toBe(dnsHosts.length);
  });

  test('letter case and the final dot do not matter', () => {
    expect(dnsHostOf(['NS-664.AWSDNS-19.NET.', 'ns-1536.awsdns-00.co.uk'])?.id).toBe('route-53');
  });

  test.each([
    'notawsdns-1.com',
    'ns.notawsdns-19.com',
    'ns-1.awsdns-199.com',
    'ns-1.awsdns-19.com.evil.example',
    'ns-1.awsdns-19.info',
    'ns1.cloudflare.com.example.org',
    'ada.ns.cloudflare.com.example.org',
    'adans.cloudflare.com',
    'ada.evilns.cloudflare.com',
    'ns1.evil-azure-dns.com',
    'ns1-01.azure-dns.example',
    'xdomaincontrol.com',
    'ns1.hosting.reg.ru',
    'ns1.notreg.ru',
    'box5331.bluehost.com',
    'ns3012345.ovh.net',
    '',
    '.',
  ])('%j is of no known host', (server) => {
    expect(dnsHostOf([server])).toBeNull();
  });

  test('servers of several hosts, or an unknown one among them, give no answer', () => {
    expect(dnsHostOf(['ada.ns.cloudflare.com', 'ns-664.awsdns-19.net'])).toBeNull();
    expect(dnsHostOf(['hydrogen.ns.hetzner.com', 'helium.ns.hetzner.de', 'ns.example.org'])).toBeNull();
    expect(dnsHostOf(['ns.example.org', 'ada.ns.cloudflare.com'])).toBeNull();
    expect(dnsHostOf([])).toBeNull();
  });
});

describe('help links', () => {
  test('every host has one of its own, on https', () => {
    for (const { id, link } of dnsHosts) expect(link, id).toMatch(/^https:\/\/[a-z0-9.-]+\//);
  });

  test('an integrator replaces them by id, without changing the table', () => {
    const zone = ['ada.ns.cloudflare.com'];
    const link = 'https://help.example.com/cloudflare';
    const before = dnsHostOf(zone);
    expect(dnsHostOf(zone, { links: { cloudflare: link } })).toEqual({ ...before, link });
    expect(dnsHostOf(zone, { links: { godaddy: link } })).toEqual(before);
    expect(dnsHostOf(zone)).toEqual(before);
  });
});

test('the unknown host claims nothing', () => {
  expect(Object.keys(genericDnsHost)).toEqual(['id', 'name', 'ns']);
  expect(dnsHosts).not.toContain(genericDnsHost);
});

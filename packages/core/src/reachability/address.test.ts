import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConnectionUrl, parseResponseDomain, publicUrl, responseDomainText } from './address.ts';

describe('the domain to receive responses', () => {
  it.each([
    ['https://erp.example.com', 'https://erp.example.com', []],
    ['http://www.yourdomain.com', 'http://www.yourdomain.com', ['http-on-443']],
    ['  erp.example.com  ', 'https://erp.example.com', []],
    ['erp.example.com/app/', 'https://erp.example.com/app', []],
    ['HTTPS://ERP.Example.COM/App', 'https://erp.example.com/App', []],
    ['http://h.example.com:8080', 'http://h.example.com', ['port-dropped', 'http-on-443']],
    ['http://h.example.com:443', 'http://h.example.com', ['http-on-443']],
    ['erp.example.com:8443', 'https://erp.example.com', ['port-dropped']],
    ['https://erp.example.com:443/', 'https://erp.example.com', []],
    ['https://bücher.example.com', 'https://xn--bcher-kva.example.com', []],
    ['https://93.184.215.14', 'https://93.184.215.14', []],
    ['https://[2606:2800:21f:cb07::1]', 'https://[2606:2800:21f:cb07::1]', []],
    ['https://[3ffe::1]', 'https://[3ffe::1]', []],
    ['https://[3fff:1000::1]', 'https://[3fff:1000::1]', []],
    ['https://ab--cd.example.com', 'https://ab--cd.example.com', []],
    ['https://erp.example.com/a.b/%20/..', 'https://erp.example.com/a.b', []],
    ['https://erp.example.com/@a', 'https://erp.example.com/@a', []],
  ])('%s is %s', (typed, text, notes) => {
    const read = parseResponseDomain(typed);
    expect(read.ok && responseDomainText(read.value)).toBe(text);
    expect(read.ok && read.notes.map(({ code }) => code)).toEqual(notes);
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['ftp://erp.example.com', 'scheme'],
    ['mailto:a@example.com', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['https://user:pass@erp.example.com', 'user-info'],
    ['https://@erp.example.com', 'user-info'],
    ['https://erp.example.com?x=1', 'query'],
    ['https://erp.example.com/?', 'query'],
    ['https://erp.example.com/#top', 'fragment'],
    ['https://erp.example.com.', 'trailing-dot'],
    ['http://localhost', 'localhost'],
    ['https://portal.localhost', 'localhost'],
    ['http://127.0.0.1', 'private-address'],
    ['http://0x7f.1', 'private-address'],
    ['http://2130706433', 'private-address'],
    ['http://10.0.0.5', 'private-address'],
    ['http://172.16.0.1', 'private-address'],
    ['http://192.168.1.1', 'private-address'],
    ['http://169.254.169.254', 'private-address'],
    ['http://100.64.0.1', 'private-address'],
    ['http://[::1]', 'private-address'],
    ['http://[fe80::1]', 'private-address'],
    ['http://[fd00::1]', 'private-address'],
    ['http://[::ffff:10.0.0.1]', 'private-address'],
    ['http://[2001:db8::1]', 'private-address'],
    ['http://[3fff::1]', 'private-address'],
    ['http://[3fff:fff::1]', 'private-address'],
    ['http://[2002:7f00:1::]', 'private-address'],
    ['http://[64:ff9b::7f00:1]', 'private-address'],
    ['http://127.1', 'private-address'],
    ['http://0177.0.0.1', 'private-address'],
    ['http://\uff11\uff12\uff17.0.0.1', 'private-address'],
    ['http://127.0.0.1.', 'private-address'],
    ['http://0.0.0.0', 'private-address'],
    ['https://erp.local', 'special-name'],
    ['https://erp.internal', 'special-name'],
    ['https://erp.test', 'special-name'],
    ['https://intranet', 'no-dot'],
    ['https://erp .example.com', 'not-a-url'],
    ['https://erp_1.example.com', 'not-a-url'],
    ['https://-erp.example.com', 'not-a-url'],
    ['https://erp..example.com', 'not-a-url'],
    ['https:\\\\erp.example.com', 'not-a-url'],
    ['https://', 'not-a-url'],
    ['https://*.example.com', 'not-a-url'],
    ['https://erp!.example.com', 'not-a-url'],
    ['https://erp"x.example.com', 'not-a-url'],
    ["https://erp'x.example.com", 'not-a-url'],
    ['https://erp`x.example.com', 'not-a-url'],
    ['https://erp(1),x;y=z&a+b$c~{d}.example.com', 'not-a-url'],
    ['https://erp-.example.com', 'not-a-url'],
    ['https://erp.exam\u202eple.com', 'not-a-url'],
    ['https://erp%00.example.com', 'not-a-url'],
    ['https://256.1.1.1', 'not-a-url'],
    ['https://1.2.3.4.5', 'not-a-url'],
    ['https://[fe80::1%25eth0]', 'not-a-url'],
    ['2606:2800::1', 'not-a-url'],
    ['erp.example.com:99999', 'not-a-url'],
    ['https://evil.example.net\\@erp.example.com', 'not-a-url'],
    [`https://${'a'.repeat(64)}.example.com`, 'not-a-url'],
    [`https://erp.example.com/${'a'.repeat(2000)}`, 'too-long'],
    [`https://erp.example.com/${'\u00fc'.repeat(400)}`, 'too-long'],
    ['x'.repeat(5_000_000), 'too-long'],
  ])('%s is refused as %s', (typed, code) => {
    const read = parseResponseDomain(typed);
    expect(read.ok ? 'accepted' : read.issues[0]?.code).toBe(code);
  });

  it('names that a development set-up allows are accepted, and no others', () => {
    expect(parseResponseDomain('https://portal.localhost', { allowHosts: ['portal.localhost'] }).ok).toBe(
      true,
    );
    expect(parseResponseDomain('https://other.localhost', { allowHosts: ['portal.localhost'] }).ok).toBe(
      false,
    );
  });

  it('the service is given https on port 443, whatever was typed', () => {
    const read = parseResponseDomain('http://erp.example.com:8080/app');
    expect(read.ok && publicUrl(read.value, '/hook')).toBe('https://erp.example.com/app/hook');
  });

  it('never throws, and reading its own text again changes nothing', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.domain(),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const read = parseResponseDomain(text);
        if (!read.ok) return;
        const once = responseDomainText(read.value);
        const again = parseResponseDomain(once);
        expect(again.ok && responseDomainText(again.value)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the connection URL', () => {
  it.each([
    ['https://mail-service.example.net', 'https://mail-service.example.net'],
    ['https://mail-service.example.net/', 'https://mail-service.example.net'],
    ['mail-service.example.net/v1/', 'https://mail-service.example.net/v1'],
    ['https://mail-service.example.net:443', 'https://mail-service.example.net'],
  ])('%s is %s', (typed, url) => {
    const read = parseConnectionUrl(typed);
    expect(read.ok && read.value).toBe(url);
  });

  it('http is refused, with the fix', () => {
    const read = parseConnectionUrl('http://mail-service.example.net');
    expect(read).toEqual({
      ok: false,
      issues: [{ field: 'cloudUrl', code: 'not-https', params: { fix: 'https://mail-service.example.net' } }],
    });
  });

  it.each([
    ['http://mail.example.net/v1/', 'https://mail.example.net/v1'],
    ['http://Mail.Example.net:8080/v1', 'https://mail.example.net/v1'],
    ['http://bücher.example.com', 'https://xn--bcher-kva.example.com'],
  ])('the fix of %s keeps its path: %s', (typed, fix) => {
    const read = parseConnectionUrl(typed);
    expect(!read.ok && read.issues[0]?.params?.fix).toBe(fix);
    const fixed = parseConnectionUrl(fix);
    expect(fixed.ok && fixed.value).toBe(fix);
  });

  it.each([
    ['', 'empty'],
    ['ftp://mail.example.net', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['https://user:pass@mail.example.net', 'user-info'],
    ['https://mail.example.net?key=1', 'query'],
    ['https://mail.example.net/#a', 'fragment'],
    ['https://mail.example.net.', 'trailing-dot'],
    ['https://localhost', 'localhost'],
    ['https://10.0.0.5', 'private-address'],
    ['https://[::1]', 'private-address'],
    ['https://mail.internal', 'special-name'],
    ['https://mail', 'no-dot'],
    ['https://mail example.net', 'not-a-url'],
    [`https://mail.example.net/${'a'.repeat(2000)}`, 'too-long'],
  ])('%s is refused as %s', (typed, code) => {
    const read = parseConnectionUrl(typed);
    expect(read.ok ? 'accepted' : read.issues[0]).toMatchObject({ field: 'cloudUrl', code });
  });

  it('no text makes it throw, and what it gives reads as itself', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.domain(),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const read = parseConnectionUrl(text);
        const given = read.ok ? read.value : read.issues[0]?.params?.fix;
        if (typeof given !== 'string') return;
        const again = parseConnectionUrl(given);
        expect(again.ok && again.value).toBe(given);
      }),
      { numRuns: 500 },
    );
  });

  it('a port other than 443 is refused', () => {
    const read = parseConnectionUrl('https://mail-service.example.net:8443');
    expect(!read.ok && read.issues[0]).toEqual({ field: 'cloudUrl', code: 'port', params: { port: '8443' } });
  });
});

/**
 * Whether a call cannot have been forged by a page of somebody else. Browsers say where a call comes from in
 * `Sec-Fetch-Site`, older ones at least in `Origin`; a caller that sends neither is no browser and carries no cookies
 * a foreign page could use. `origins`: further origins (`https://portal.example`) the host lets in.
 */
export function isSameOrigin({ headers, url }: Request, origins: readonly string[]): boolean {
  const origin = headers.get('origin');
  if (origin !== null && origins.includes(origin)) return true;
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  // The scheme is not compared: TLS may end at a proxy.
  if (origin === null) return true;
  // HTTP/2 has no such header.
  const host = headers.get('host')?.toLowerCase() ?? new URL(url).host;
  return URL.parse(origin)?.host === host;
}

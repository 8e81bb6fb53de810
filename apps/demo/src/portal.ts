import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PortalMailing } from './mailings.ts';
import { authorize, cookiesOf, userOf } from './users.ts';

/** Answers what the mail handlers leave over. */
export type Pages = (request: Request) => Promise<Response>;

export type PortalOptions = { mailings: () => PortalMailing[]; pageFolder: string };

/**
 * The pages of the make-believe portal, apart from what the kit's handlers answer: `/email`, `/email/settings`, and
 * the files they need. Nothing is loaded from elsewhere, and the policy says so to the browser.
 */
export function createPages({ mailings, pageFolder }: PortalOptions): Pages {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Only GET.');
    if (pathname === '/')
      return new Response(null, { status: 302, headers: { location: `/email${search}` } });
    if (pathname === '/email' || pathname === '/email/settings') return page(request);
    if (pathname === '/email/mailings.json') {
      if ((await authorize(request)) === null) return plain(401, 'Nobody is signed in.');
      return Response.json(mailings(), { headers: common });
    }
    const [, name, ending = ''] = /^\/page\/([\w.-]+\.(js|map))$/.exec(pathname) ?? [];
    if (name !== undefined) return file(join(pageFolder, name), types[ending]);
    if (pathname === '/portal.css') return file(own('portal.css'), types.css);
    if (pathname === '/icon.svg') return file(own('icon.svg'), types.svg);
    return plain(404, 'There is no such page.');
  };
}

/** Scripts and styles from here alone, none inline. `lit-html` is the policy by which Lit makes its templates. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

const common = {
  'cache-control': 'no-cache',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

const types: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  map: 'application/json',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

const own = (name: string) => join(import.meta.dirname, 'page', name);

/** The same page for both views; language, theme and user are in it from the start, so that nothing flickers. */
async function page(request: Request): Promise<Response> {
  const cookies = cookiesOf(request);
  const language = oneOf(['en', 'ru'], cookies['portal-language']) ?? preferred(request);
  const theme = oneOf(['light', 'dark'], cookies['portal-theme']) ?? 'auto';
  const user = oneOf(['administrator', 'viewer', 'support'], userOf(cookies)) ?? 'nobody';
  const html = await readFile(own('index.html'), 'utf8');
  return new Response(
    html.replace(
      'lang="en" data-theme="auto"',
      `lang="${language}" data-theme="${theme}" data-user="${user}"`,
    ),
    { headers: { ...common, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy } },
  );
}

const oneOf = (known: readonly string[], value: string | undefined) => known.find((one) => one === value);

const preferred = (request: Request) =>
  /^ru\b/i.test(request.headers.get('accept-language') ?? '') ? 'ru' : 'en';

async function file(path: string, type = 'application/octet-stream'): Promise<Response> {
  try {
    return new Response(await readFile(path), { headers: { ...common, 'content-type': type } });
  } catch {
    return plain(404, 'This file has not been built.');
  }
}

const plain = (status: number, text: string) =>
  new Response(`${text}\n`, { status, headers: { ...common, 'content-type': 'text/plain; charset=utf-8' } });

import type { Provider } from '@mail-settings/core';
import type { MailHandler } from './http/handler.ts';

/** Where each handler sits, below the place the middleware is mounted at. Letter case does not count. */
export type MailPaths = {
  /** The service posts responses here; the path of the tenant's provider. */
  webhook: string;
  /** Support reads the state of mailings here; the path of the tenant's provider. */
  monitoring: string;
  /** The page calls its operations here, one more segment each; `/mail-settings/`. */
  setup: string;
  /** For load balancers; `/mail-settings/health`. */
  health: string;
};

const defaultPaths = {
  setup: '/mail-settings/',
  health: '/mail-settings/health',
};

/**
 * Where each handler sits for tenants of one provider: the defaults with what a host set; `setup` ends with a slash. Throws a
 * TypeError for what is no path.
 */
export function completePaths({ webhook, monitoring }: Provider, paths: Partial<MailPaths> = {}): MailPaths {
  const complete = { ...defaultPaths, webhook: webhook.path, monitoring: monitoring.path, ...paths };
  for (const [name, path] of Object.entries(complete)) {
    if (!/^\/[^?#]*$/.test(path)) throw new TypeError(`paths.${name} must begin with a slash and be a path.`);
  }
  return { ...complete, setup: complete.setup.replace(/\/*$/, '/') };
}

/**
 * Finds the handler of a path that is relative to the mount place, of any of these paths; `undefined` for paths of the host's own.
 * Only one segment behind the `setup` path is ours, so the page itself may live at that path.
 */
export function createRouter(
  handlers: Record<keyof MailPaths, MailHandler>,
  paths: readonly MailPaths[],
): (pathname: string) => MailHandler | undefined {
  const setups = paths.map(({ setup }) => setup.toLowerCase());
  const exact = new Map<string, MailHandler>(
    paths.flatMap(({ webhook, monitoring, health }) => [
      [webhook.toLowerCase(), handlers.webhook],
      [monitoring.toLowerCase(), handlers.monitoring],
      [health.toLowerCase(), handlers.health],
    ]),
  );
  return (pathname) => {
    const path = pathname.toLowerCase();
    const isOperation = setups.some(
      (setup) => path.startsWith(setup) && /^[^/]+$/.test(path.slice(setup.length)),
    );
    return exact.get(path) ?? (isOperation ? handlers.setup : undefined);
  };
}

/** The part of a request target before the query. */
export function pathnameOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

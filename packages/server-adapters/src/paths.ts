import { monitoringPath, webhookPath } from '@mail-settings/core/providers/ces';
import type { MailHandler } from './http/handler.ts';

/** Where each handler sits, below the place the middleware is mounted at. Letter case does not count. */
export type MailPaths = {
  /** The service posts responses here; `/0/ServiceModel/CESWebHooksService.svc/HandleWebHooks`. */
  webhook: string;
  /** Support reads the state of mailings here; `/0/ServiceModel/CESTroubleshootingService.svc/emailstate`. */
  monitoring: string;
  /** The page calls its operations here, one more segment each; `/mail-settings/`. */
  setup: string;
  /** For load balancers; `/mail-settings/health`. */
  health: string;
};

export const defaultPaths: Readonly<MailPaths> = {
  webhook: webhookPath,
  monitoring: monitoringPath,
  setup: '/mail-settings/',
  health: '/mail-settings/health',
};

/** The defaults with what a host set; each path begins with a slash, that of `setup` ends with one. */
export function completePaths(paths: Partial<MailPaths> = {}): MailPaths {
  const complete = { ...defaultPaths, ...paths };
  for (const [name, path] of Object.entries(complete)) {
    if (!/^\/[^?#]*$/.test(path)) throw new TypeError(`paths.${name} must begin with a slash and be a path.`);
  }
  return { ...complete, setup: complete.setup.replace(/\/*$/, '/') };
}

/**
 * Finds the handler of a path that is relative to the mount place, `undefined` for paths of the host's own.
 * Only one segment behind the `setup` path is ours, so the page itself may live at that path.
 */
export function createRouter(
  handlers: Record<keyof MailPaths, MailHandler>,
  paths: MailPaths,
): (pathname: string) => MailHandler | undefined {
  const setup = paths.setup.toLowerCase();
  const exact = new Map<string, MailHandler>([
    [paths.webhook.toLowerCase(), handlers.webhook],
    [paths.monitoring.toLowerCase(), handlers.monitoring],
    [paths.health.toLowerCase(), handlers.health],
  ]);
  return (pathname) => {
    const path = pathname.toLowerCase();
    const isOperation = path.startsWith(setup) && /^[^/]+$/.test(path.slice(setup.length));
    return exact.get(path) ?? (isOperation ? handlers.setup : undefined);
  };
}

/** The part of a request target before the query. */
export function pathnameOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

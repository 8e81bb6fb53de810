import {
  isMailError,
  isOperationName,
  MailError,
  type MailSetup,
  operationPath,
  readProblem,
} from '@mail-settings/core';
import { type Fetch, readText } from './failure.ts';

export type RemoteSetupOptions = {
  /** Where the host has mounted its setup handler, for example `/mail-settings`; relative to the page. */
  url: string;
  /** Sent with each call, such as a host's own CSRF token; a function is asked before each. */
  headers?: Record<string, string> | (() => Record<string, string>);
  /** Default: the browser's `fetch`. */
  fetch?: Fetch;
  /** Milliseconds per call; 90,000, since a save waits for the sending service. */
  timeoutMs?: number;
};

/**
 * The page's side of its own host: one POST per operation, JSON both ways, the session's cookie sent along, nothing
 * repeated. Throws a MailError: what the host answers in its problem body, `host-unreachable` where no answer came,
 * `not-mounted` where the host knows no such path, `login-needed` where the session ended.
 *
 * ```ts
 * import { createRemoteSetup } from '@mail-settings/client/remote';
 *
 * const setup = createRemoteSetup({ url: '/mail-settings' });
 * const state = await setup.readState({});
 * console.log(state.connection.sending.state);
 * ```
 */
export function createRemoteSetup(options: RemoteSetupOptions): MailSetup {
  const methods: Record<string, Method> = {};
  // The host knows the operations, and checks input and answer against the schemas the types of these methods come from.
  return new Proxy(methods, {
    get: (_, name) => {
      if (typeof name === 'string' && !(name in methods) && isOperationName(name)) {
        methods[name] = (input, { signal } = {}) => post(operationPath(name), input, signal, options);
      }
      return Reflect.get(methods, name);
    },
  }) as Record<string, unknown> as MailSetup;
}

type Method = (input: unknown, options?: { signal?: AbortSignal | undefined }) => Promise<unknown>;

const maxBytes = 20_000_000;

async function post(
  path: string,
  input: unknown,
  signal: AbortSignal | undefined,
  {
    url,
    headers,
    fetch = (url, init) => globalThis.fetch(url, init),
    timeoutMs = 90_000,
  }: RemoteSetupOptions,
): Promise<unknown> {
  signal?.throwIfAborted();
  const limit = AbortSignal.timeout(timeoutMs);
  const own = typeof headers === 'function' ? headers() : headers;
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}/${path}`, {
      method: 'POST',
      body: JSON.stringify(input ?? {}),
      headers: {
        ...own,
        accept: 'application/json',
        'content-type': 'application/json',
      },
      credentials: 'same-origin',
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    return answerOf(response, jsonOf(await readText(response, maxBytes)), path);
  } catch (error) {
    signal?.throwIfAborted();
    if (isMailError(error)) throw error;
    const stage = limit.aborted ? 'time' : 'unknown';
    throw new MailError('host-unreachable', `The host gave no answer to ${path}.`, { stage });
  }
}

function answerOf(response: Response, body: unknown, path: string): unknown {
  const { status, headers, ok, type } = response;
  if (ok && body !== undefined) return body;
  const problem = ok ? null : readProblem(status, body, headers);
  if (problem) throw problem;
  // Hosts send a session that ended to their login page.
  if (status === 401 || type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    throw new MailError('login-needed', 'The session of the page has ended.', { status });
  }
  if (status === 404) {
    throw new MailError('not-mounted', `The host knows no ${path}: mount the setup handler at this path.`, {
      status,
      ...(response.url === '' ? {} : { url: response.url }),
    });
  }
  if (status === 403) throw new MailError('not-allowed', `The host does not allow ${path}.`, { status });
  if (status === 429) throw new MailError('slow-down', `The host wants fewer calls of ${path}.`, { status });
  if (status >= 502 && status <= 504) {
    throw new MailError('host-unreachable', 'What stands before the host cannot reach it.', {
      status,
      stage: 'http',
    });
  }
  if (ok) throw new MailError('answer-unreadable', `The host answered ${path} with no JSON.`, { status });
  throw new MailError('unexpected', `The host answered ${path} with HTTP status ${status}.`, { status });
}

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

import type { DomainReport, MailSetup, OperationAnswer } from '@mail-settings/core';

/** A call that failed. */
export type Failure = { at: string; operation: string; error: unknown };

/** How many failures are kept. */
const kept = 5;

/** Stands between the page and its setup and remembers what support asks for first: the last failures, the domains. */
export class CallLog {
  /** Newest first. */
  failures: readonly Failure[] = [];
  /** As far as they were shown on this page. */
  domains: readonly DomainReport[] = [];
  readonly #now: () => Date;

  /** @param now the clock of the page */
  constructor(now: () => Date) {
    this.#now = now;
  }

  watch(setup: MailSetup): MailSetup {
    return new Proxy(setup, {
      get: (target, name) => {
        const call: unknown = Reflect.get(target, name);
        if (typeof call !== 'function') return call;
        return (...input: unknown[]) => this.#follow(`${String(name)}`, Reflect.apply(call, target, input));
      },
    });
  }

  async #follow(operation: string, call: Promise<unknown>): Promise<unknown> {
    try {
      const answer = await call;
      if (isList(operation, answer)) this.domains = answer.domains;
      else if (isReport(operation, answer)) {
        const { report } = answer;
        this.domains = [...this.domains.filter(({ domain }) => domain !== report.domain), report];
      }
      return answer;
    } catch (error) {
      const isAborted = error instanceof Error && error.name === 'AbortError';
      const failure = { at: this.#now().toISOString(), operation, error };
      if (!isAborted) this.failures = [failure, ...this.failures].slice(0, kept);
      throw error;
    }
  }
}

const isList = (operation: string, _: unknown): _ is OperationAnswer<'listDomains'> =>
  operation === 'listDomains';

const isReport = (operation: string, _: unknown): _ is OperationAnswer<'addDomain' | 'checkDomain'> =>
  operation === 'addDomain' || operation === 'checkDomain';

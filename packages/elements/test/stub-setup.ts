import {
  type DomainReport,
  isOperationName,
  type MailSetup,
  type OperationAnswer,
  type OperationInput,
  type OperationName,
  perField,
  previousNames,
  type RecordReport,
  recordOf,
  type SettingsState,
} from '@mail-settings/core';

/** One call of an operation, waiting to be answered by the test. */
export type StubCall<O extends OperationName> = {
  input: OperationInput<O>;
  signal: AbortSignal | undefined;
  resolve(answer: OperationAnswer<O>): void;
  reject(error: unknown): void;
};
export type StubCalls = { [O in OperationName]: StubCall<O>[] };
export type StubAnswers = {
  [O in OperationName]?: OperationAnswer<O> | ((input: OperationInput<O>) => OperationAnswer<O>);
};

/** A setup whose promises the test resolves; operations named in `answers` answer at once. */
export function stubSetup(answers: StubAnswers = {}): { setup: MailSetup; calls: StubCalls } {
  const calls = byName<StubCalls>(() => []);
  const method =
    <O extends OperationName>(name: O) =>
    (input: OperationInput<O>, { signal }: { signal?: AbortSignal | undefined } = {}) =>
      new Promise<OperationAnswer<O>>((resolve, reject) => {
        calls[name].push({ input, signal, resolve, reject });
        signal?.addEventListener('abort', () => reject(signal.reason));
        const answer: unknown = answers[name];
        if (answer !== undefined) resolve(typeof answer === 'function' ? answer(input) : answer);
      });
  return { setup: byName<MailSetup>(method), calls };
}

/** An object that has every operation: a value is made when it is first asked for. */
function byName<T extends Record<OperationName, unknown>>(make: (name: OperationName) => unknown): T {
  return new Proxy<Record<string, unknown>>(
    {},
    {
      get: (made, name) => {
        if (typeof name === 'string' && isOperationName(name) && !(name in made))
          made[name] = make(name as OperationName);
        return Reflect.get(made, name);
      },
    },
  ) as T;
}

/** The host's answer as a type guard demands it, by its name alone: as if another copy of core had made it. */
export function mailError(code: string, details: object = {}): Error {
  return Object.assign(new Error(code), { name: 'MailError', code, details });
}

type Patch = {
  [S in keyof SettingsState]?:
    | Partial<NonNullable<SettingsState[S]>>
    | (null extends SettingsState[S] ? null : never);
};

/** A page where everything is set and works, changed as the test wants it. */
export function settingsState(patch: Patch = {}): SettingsState {
  const state: SettingsState = {
    general: {
      ...perField(
        () => null,
        () => ({ isSet: true, last4: 'a1b2' }),
      ),
      ...recordOf(previousNames, () => null, 'Until'),
      cloudUrl: 'https://mail-service.example.net',
      responseDomain: 'https://erp.example.com',
      authKey: { isSet: true, last4: '77e0' },
    },
    responses: { access: 'endpoint', pause: null },
    monitoring: { enabled: false },
    revisions: { general: 'g1', responses: 'r1', monitoring: 'm1' },
    connection: {
      sending: { state: 'active' },
      responses: { state: 'active' },
      provider: 'Example Relay, EU region',
      checkedAt: todayAt(9, 41),
    },
    sender: { state: 'unconfigured' },
    outgoing: {
      at: todayAt(9, 41),
      from: 'this-server',
      stages: [
        { stage: 'dns', state: 'ok', ms: 4 },
        { stage: 'tcp', state: 'ok', ms: 9 },
        { stage: 'tls', state: 'ok', ms: 18 },
        { stage: 'http', state: 'ok', ms: 10 },
      ],
      http: { status: 200, empty: true },
      outcome: 'reachable',
    },
    endpoint: null,
    endpoints: {
      webhook: 'https://erp.example.com/0/ServiceModel/CESWebHooksService.svc/HandleWebHooks',
      monitoring: 'https://erp.example.com/0/ServiceModel/CESTroubleshootingService.svc/emailstate',
    },
    domains: { total: 5, verified: 2 },
    host: {
      service: 'Creatio',
      deployment: 'on-site',
      features: { domains: true, access: true, monitoring: true, test: true, launch: true },
      may: ['view', 'send', 'manage', 'monitoring'],
      support: { name: 'Support', url: 'https://support.example.com/' },
      cohort: 5,
      allowHosts: [],
      articles: {},
      version: '1.2.3',
    },
  };
  const sections = Object.entries(patch).map(([section, value]) => {
    const before: unknown = state[section as keyof SettingsState];
    return [section, value === null ? null : { ...(before as object), ...value }];
  });
  return { ...state, ...Object.fromEntries(sections) };
}

/** A state before anything was set. */
export const emptyState = (patch: Patch = {}): SettingsState =>
  settingsState({
    general: perField(
      () => null,
      () => ({ isSet: false, last4: null }),
    ),
    connection: {
      sending: { state: 'unconfigured' },
      responses: { state: 'unconfigured' },
      provider: null,
      checkedAt: null,
    },
    domains: { total: 0, verified: 0 },
    outgoing: null,
    endpoints: null,
    ...patch,
  });

/** The present of every test: noon in whatever time zone it runs, on a day without a change of clocks. */
export const testNow = new Date(2026, 10, 24, 12, 0);

/** UTC ISO time so many minutes before the present of the tests; after it where negative. */
export const minutesAgo = (minutes: number): string =>
  new Date(testNow.getTime() - minutes * 60_000).toISOString();

/** UTC ISO time of an hour of the day of the tests. */
export const todayAt = (hours: number, minutes: number): string =>
  new Date(2026, 10, 24, hours, minutes).toISOString();

/** A record of `news.example.com` with what DNS shows, changed as the test wants it. */
export function recordReport(
  record: Partial<RecordReport['record']> = {},
  report: Partial<Omit<RecordReport, 'record'>> = {},
): RecordReport {
  return {
    record: {
      id: 'ownership',
      purpose: 'ownership',
      type: 'TXT',
      fqdn: 'news.example.com',
      host: 'news',
      value: 'relay-verify=7c1e40b29af3',
      required: true,
      ...record,
    },
    state: 'unchecked',
    stale: false,
    found: [],
    findings: [],
    ...report,
  };
}

export function domainReport(domain: string, report: Partial<DomainReport> = {}): DomainReport {
  return {
    domain,
    unicode: domain,
    zone: null,
    service: { active: false, message: null },
    state: 'unchecked',
    records: [recordReport({ fqdn: domain, host: domain })],
    checkedAt: todayAt(0, 0),
    ...report,
  };
}

import type { MailStore, SettingsChange, SettingsSection } from '@mail-settings/core';

/** The ports of a store, without what belongs to the store as a whole. */
export type StorePorts = Omit<MailStore, 'processingIn' | 'healthy' | 'close'>;
export type PortName = keyof StorePorts;

/** A port as a single thread carries it out. */
export type Immediate<Port> = {
  [Method in keyof Port]: Port[Method] extends (...args: infer Args) => Promise<infer Answer>
    ? (...args: Args) => Answer
    : never;
};
export type ImmediatePorts = { [Name in PortName]: Immediate<StorePorts[Name]> };

/** Every method of every port; the compiler refuses to have one forgotten. */
const methods: { [Name in PortName]: { [Method in keyof StorePorts[Name]]: true } } = {
  settings: { read: true, write: true, writeConnection: true, changes: true },
  inbox: {
    accept: true,
    waitingTenants: true,
    read: true,
    settle: true,
    backlog: true,
    unreadable: true,
    retryUnreadable: true,
    sources: true,
  },
  ledger: { apply: true, totals: true, mailing: true, appliedEvents: true },
  domains: { list: true, read: true, save: true, due: true, noteUse: true, uses: true },
  launches: {
    create: true,
    read: true,
    list: true,
    move: true,
    beginBatch: true,
    endBatch: true,
    batches: true,
  },
  leases: { acquire: true, renew: true, release: true },
  events: { append: true, read: true, acknowledge: true },
};

/** Carries a method out somewhere else: in another thread, or on copies. */
export type CallStore = (port: PortName, method: string, args: readonly unknown[]) => Promise<unknown>;

/** Ports whose every method goes through one function. What it answers must be what the method promises. */
export function portsThrough(call: CallStore): StorePorts {
  const port = <Name extends PortName>(name: Name): StorePorts[Name] =>
    Object.fromEntries(
      Object.keys(methods[name]).map((method) => [method, (...args: unknown[]) => call(name, method, args)]),
    ) as unknown as StorePorts[Name];
  return {
    settings: port('settings'),
    inbox: port('inbox'),
    ledger: port('ledger'),
    domains: port('domains'),
    launches: port('launches'),
    leases: port('leases'),
    events: port('events'),
  };
}

/** The other end: carries out what `portsThrough` was asked for. */
export function callPort(
  ports: { [Name in PortName]?: Partial<ImmediatePorts[Name]> },
  name: PortName,
  method: string,
  args: readonly unknown[],
): unknown {
  const port: Record<string, unknown> = ports[name] ?? {};
  const work = Object.hasOwn(port, method) ? port[method] : undefined;
  if (typeof work !== 'function') throw new TypeError(`A store has no method ${name}.${method}.`);
  return work(...args);
}

/** The last change of a section nobody has saved: the revision was made up. */
export const noChange = (section: SettingsSection): SettingsChange => ({
  section,
  actor: { id: '' },
  at: new Date(0).toISOString(),
  fields: [],
});

import { type Caller, MailError, type MailService, type MailStore, type Packet } from '@mail-settings/core';
import { ces } from '@mail-settings/core/providers/ces';
import { createMailHandlers, type MailHandlersOptions } from '../src/handlers.ts';
import { createMemoryStore } from '../src/stores/memory.ts';
import { createSealer } from '../src/stores/sealed.ts';

export const authKey = 'auth-key-of-the-test-1f2e3d4c';

export const manager: Caller = {
  tenant: 'default',
  actor: { id: 'anna', name: 'Anna' },
  may: ['view', 'send', 'manage', 'monitoring'],
};

export const sealer = createSealer({ masterKeys: [{ id: 'test', key: new Uint8Array(32).fill(7) }] });

/** A service nobody reaches. */
const unreachable = (): never => {
  throw new MailError('service-unreachable', 'No service in this test.', { stage: 'name' });
};
export const noService: MailService = {
  account: async () => unreachable(),
  registerResponses: async () => unreachable(),
  domains: async () => unreachable(),
  addDomain: async () => unreachable(),
  checkedEmails: async () => unreachable(),
  licence: async () => unreachable(),
  addTemplate: async () => unreachable(),
  sendTemplate: async () => unreachable(),
  send: async () => unreachable(),
  stop: async () => unreachable(),
};

/** Options of the handlers, with the service of the one provider by itself. */
export type TestOptions = Partial<MailHandlersOptions> & { service?: MailService };

/** Handlers over a memory store, with one known key and everything allowed; `accepted` are the packets stored. */
export function handlersForTest({ service = noService, ...options }: TestOptions = {}) {
  const accepted: Packet[] = [];
  const inner = options.store ?? createMemoryStore();
  const store: MailStore = {
    ...inner,
    inbox: {
      ...inner.inbox,
      accept: async (tenant, packet) => {
        await inner.inbox.accept(tenant, packet);
        accepted.push(packet);
      },
    },
  };
  const handlers = createMailHandlers({
    providers: [{ ...ces, service }],
    sealer,
    authorize: () => manager,
    host: { service: 'Portal' },
    access: async () => ({ authKeys: [authKey], monitoring: true }),
    background: false,
    resolve: async () => ({ state: 'failed', reason: 'unreachable' }),
    probe: async () => ({
      at: new Date().toISOString(),
      from: 'this-server',
      stages: [],
      outcome: 'unknown',
    }),
    ...options,
    store,
  });
  return { handlers, store, accepted };
}

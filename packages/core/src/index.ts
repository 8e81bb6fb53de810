// What hosts, stores and the other packages may use, by noun. Modules are separate files and free of side effects:
// a page pays only for what it imports.
export * from './connection/mail-service.ts';
export * from './connection/status.ts';
export * from './delivery/delivery-store.ts';
export * from './delivery/event.ts';
export * from './delivery/packet.ts';
export * from './domains/dns.ts';
export * from './domains/domain-store.ts';
export * from './domains/record.ts';
export * from './domains/service-domain.ts';
export * from './errors.ts';
export * from './events/host-events.ts';
export * from './mailing/launch-store.ts';
export * from './mailing/mailing.ts';
export * from './mailing/mailing-source.ts';
export * from './reachability/address.ts';
export * from './reachability/probe.ts';
export * from './readiness/readiness.ts';
export * from './schedule/lease-store.ts';
export * from './settings/issues.ts';
export * from './settings/sealer.ts';
export * from './settings/settings.ts';
export * from './settings/settings-store.ts';
export * from './setup/mail-store.ts';
export * from './setup/operation-rights.ts';
export * from './setup/operations.ts';

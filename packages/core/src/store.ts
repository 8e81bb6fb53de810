// What stores read and write. Apart from the rest, since each thread of a store loads all of it at its start.
export * from './connection/status.ts';
export * from './delivery/event.ts';
export * from './delivery/monitoring.ts';
export * from './delivery/packet.ts';
export * from './delivery/process.ts';
export * from './delivery/totals.ts';
export * from './domains/record.ts';
export { isMailError, MailError } from './errors.ts';
export * from './mailing/launch-store.ts';
export * from './settings/settings-store.ts';

// What only a server runs: the operations of the page and their schemas, delivery, readiness, what stores read and write.
// Its types are in the main entry as well.
export * from './connection/status.ts';
export * from './delivery/event.ts';
export * from './delivery/indicators.ts';
export * from './delivery/monitoring.ts';
export * from './delivery/packet.ts';
export * from './delivery/pause.ts';
export * from './delivery/process.ts';
export * from './delivery/totals.ts';
export * from './domains/record.ts';
export * from './domains/watch-domains.ts';
export * from './mailing/launch-store.ts';
export { type Problem, problemOf, problemType } from './problem.ts';
export * from './provider/form-field.ts';
export * from './reachability/probe.ts';
export * from './readiness/readiness.ts';
export * from './settings/keys.ts';
export * from './settings/settings-store.ts';
export * from './settings/setup-document.ts';
export * from './setup/create-mail-setup.ts';
export * from './setup/operations.ts';
export * from './until-aborted.ts';

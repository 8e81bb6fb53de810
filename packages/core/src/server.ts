// What only a server runs: the operations of the page and their schemas, delivery, readiness, what stores read and write.
// Its types are in the main entry as well.
export * from './connection/status.ts';
export * from './delivery/event.ts';
export * from './delivery/indicators.ts';
export * from './delivery/packet.ts';
export * from './delivery/pause.ts';
export * from './delivery/process.ts';
export * from './delivery/totals.ts';
export * from './domains/record.ts';
export * from './mailing/launch-store.ts';
export { type Problem, problemOf, problemType } from './problem.ts';
export * from './provider/form-field.ts';
export * from './reachability/probe.ts';
export * from './readiness/readiness.ts';
export * from './settings/keys.ts';
export * from './settings/settings-store.ts';
export * from './setup/create-mail-setup.ts';
export { measureIndicators } from './setup/monitoring.ts';
export * from './setup/operations.ts';
export * from './setup/setup-document.ts';
export { untilAborted } from './setup/until-aborted.ts';
export * from './setup/watch-domains.ts';

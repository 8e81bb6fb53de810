// What only a server runs: the operations of the page and their schemas, delivery, readiness, and what `store.ts` has.
// Its types are in the main entry as well.
export * from './delivery/indicators.ts';
export * from './delivery/pause.ts';
export * from './domains/watch-domains.ts';
export { type Problem, problemOf, problemType } from './problem.ts';
export * from './provider/form-field.ts';
export * from './reachability/probe.ts';
export * from './readiness/readiness.ts';
export * from './settings/keys.ts';
export * from './settings/setup-document.ts';
export * from './setup/create-mail-setup.ts';
export * from './setup/operations.ts';
export * from './store.ts';
export * from './until-aborted.ts';

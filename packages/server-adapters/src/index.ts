// What hosts may use. Stores that need a driver, and the middleware of each framework, have entries of their own.
import './supported-node.ts';

export { isHmacSha256 } from './access/keys.ts';
export type { TenantOf } from './access/tenant-access.ts';
export * from './dns/lists.ts';
export * from './dns/resolver.ts';
export * from './handlers.ts';
export type { OnEvents } from './host-events.ts';
export type { BodySource, HandlerContext, MailHandler } from './http/handler.ts';
export type { MailLimits } from './limits.ts';
export type { Log, LogRecord } from './log.ts';
export * from './outbound/addresses.ts';
export type { Development } from './outbound/guard.ts';
export { createGuardedFetch, type GuardedFetchOptions } from './outbound/guarded-fetch.ts';
export { createProbe, type ProbeOptions } from './outbound/probe.ts';
export type { MailPaths } from './paths.ts';
export type { ProviderOf } from './provider-choice.ts';
export * from './schedule/scheduler.ts';
export type { Authorize } from './setup/handler.ts';
export * from './stores/memory.ts';
export * from './stores/sealed.ts';

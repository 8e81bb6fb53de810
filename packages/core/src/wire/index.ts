// Wire formats. Only `client`, `server-adapters` and simulated services import this; odd names end here.
export type { SenderConfirmation, ServiceProvider } from './ces/account.ts';
export { type CesCall, codeOfAnswer, type Fields, respell, secretsOf, writeFailure } from './ces/call.ts';
export * from './ces/calls.ts';
export * from './ces/codes.ts';
export type { CesMessage, CesSending } from './ces/messages.ts';
export {
  type EmailState,
  readMonitoringAnswer,
  readMonitoringRequest,
  writeMonitoringAnswer,
  writeMonitoringRequest,
} from './ces/monitoring.ts';
export * from './ces/places.ts';
export type { CesDomainInput, CesDomainList } from './ces/sender-domains.ts';
export { formContentType, readCesPacket, writeCesPacket } from './ces/webhook.ts';
export * from './problem.ts';
export { webhookReaders } from './webhook-readers.ts';

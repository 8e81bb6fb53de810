// All that only Cloud Email Service says: its paths, calls, codes and packets. Odd names end here.
export type { SenderConfirmation, ServiceProvider } from './account.ts';
export { type CesCall, codeOfAnswer, type Fields, respell, secretsOf, writeFailure } from './call.ts';
export * from './calls.ts';
export * from './codes.ts';
export type { CesMessage, CesSending } from './messages.ts';
export {
  type EmailState,
  readMonitoringAnswer,
  readMonitoringRequest,
  writeMonitoringAnswer,
  writeMonitoringRequest,
} from './monitoring.ts';
export * from './places.ts';
export { batchRecipients, ces } from './provider.ts';
export type { CesDomainInput, CesDomainList } from './sender-domains.ts';
export { formContentType, read as readCesPacket, writeCesPacket } from './webhook.ts';

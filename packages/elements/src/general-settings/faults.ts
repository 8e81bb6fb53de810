import type { ConnectionFact, ConnectionReason, GeneralField, SettingsState } from '@mail-settings/core';
import type { Message } from '../parts/field.ts';
import { status } from '../parts/icons.ts';
import type { TabKey } from '../text/keys.ts';
import type { Words } from '../text/text.ts';

/** Rows of the General settings tab that can show what is wrong. */
export type GeneralRow = GeneralField | 'provider';
type Needs = Extract<ConnectionReason, `needs-${string}`>;
/** What a save is answered with that can be wrong. */
export type Facts = Pick<SettingsState, 'connection' | 'sender'>;

/** A reason that is a fault of its own; `needs-…` only waits for another one to be repaired. */
const isFault = (reason: ConnectionReason | undefined): reason is Exclude<ConnectionReason, Needs> =>
  reason !== undefined && !reason.startsWith('needs-');

/** The row at which the reason of a fact is shown; undefined where nothing is wrong with any. */
export function rowOfReason(
  fact: 'sending' | 'responses' | 'sender',
  reason: ConnectionReason | undefined,
): GeneralRow | undefined {
  if (!isFault(reason)) return undefined;
  if (fact === 'sender') return 'senderEmail';
  const isSending = fact === 'sending';
  if (/key/.test(reason)) return isSending ? 'apiKey' : 'authKey';
  if (reason === 'service-inactive') return 'provider';
  return isSending ? 'cloudUrl' : 'responseDomain';
}

/** What to show at a row for one of the facts. `host` is the name of the domain for responses. */
export function faultMessage(
  words: Words<TabKey<'general'>>,
  { state, reason, serviceCode, serviceMessage, stage }: ConnectionFact,
  host: string,
): Message | undefined {
  if (!isFault(reason)) return undefined;
  const code = `${serviceCode ?? '?'}`;
  const [text = '', next] = words.lines(`fault.${reason}`, { code, host });
  const numbered =
    reason !== 'unexpected-code' && serviceCode !== undefined ? ` ${words.t('fault.code', { code })}` : '';
  const said = serviceMessage ? ` ${words.t('error.said', { text: serviceMessage })}` : '';
  const byStage = `fault.stage.${stage}`;
  return {
    kind: state === 'failed' ? 'err' : 'warn',
    text: text + numbered + said,
    next: reason === 'service-unreachable' && words.has(byStage) ? words.t(byStage) : next,
  };
}

/** Status of a group: a shape and words that say why, where something could not be checked. */
export function groupStatus(words: Words<TabKey<'general'>>, { state, reason }: ConnectionFact) {
  if (state === 'active') return status('ok', words.t('line.active'));
  if (state === 'failed') return status('err', words.t('line.error'));
  const why = reason ? `: ${words.t(`reason.${reason}`)}` : '';
  return status('wait', words.t(`group.${state}`) + why);
}

/** Status of the default sender address, in the words of the product. */
export function senderStatus(words: Words<TabKey<'general'>>, { state, reason }: ConnectionFact) {
  if (state === 'active') return status('ok', words.t('sender.active'));
  if (state === 'failed') return status('err', words.t('sender.failed'));
  // a service that does not offer the check is no fault: a line under the field says so
  return groupStatus(words, reason && reason !== 'unexpected-code' ? { state, reason } : { state });
}

/** What is wrong after a save, one entry a fact that failed. */
export function faultsOf({ connection, sender }: Facts): { row: GeneralRow; reason: ConnectionReason }[] {
  const { sending, responses } = connection;
  const facts = { sending, responses, ...(sender.state === 'failed' && { sender }) };
  return (Object.keys(facts) as (keyof typeof facts)[]).flatMap((fact) => {
    const { reason } = facts[fact] ?? {};
    const row = rowOfReason(fact, reason);
    return row && reason ? [{ row, reason }] : [];
  });
}

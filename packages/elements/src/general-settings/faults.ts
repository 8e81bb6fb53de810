import type { Connection, ConnectionFact, ConnectionReason, GeneralField } from '@mail-settings/core';
import type { Message } from '../parts/field.ts';
import type { Mark } from '../parts/icons.ts';
import type { Words } from '../text/text.ts';

/** Rows of the General settings tab that can show what is wrong. */
export type GeneralRow = GeneralField | 'provider';
type Fact = 'sending' | 'responses';
type Needs = Extract<ConnectionReason, `needs-${string}`>;

/** A reason that is a fault of its own; `needs-…` only waits for another one to be mended. */
const isFault = (reason: ConnectionReason): reason is Exclude<ConnectionReason, Needs> =>
  !reason.startsWith('needs-');

/** The row at which a reason is shown; undefined where nothing is wrong with any. */
export function rowOfReason(fact: Fact, reason: ConnectionReason | undefined): GeneralRow | undefined {
  if (reason === undefined || !isFault(reason)) return undefined;
  const ofKeys = fact === 'sending' ? 'apiKey' : 'authKey';
  switch (reason) {
    case 'key-for-another-url':
    case 'wrong-master-key':
      return ofKeys;
    case 'key-rejected':
      return 'apiKey';
    case 'auth-key-rejected':
      return 'authKey';
    case 'response-domain-unreachable':
    case 'response-domain-taken':
      return 'responseDomain';
    case 'service-inactive':
      return 'provider';
    default:
      return fact === 'sending' ? 'cloudUrl' : 'responseDomain';
  }
}

/** What to show at a row for one of the two facts. `host` is the name of the domain for responses. */
export function faultMessage(words: Words, fact: ConnectionFact, host: string): Message | undefined {
  const { reason, serviceCode, stage } = fact;
  if (reason === undefined || !isFault(reason)) return undefined;
  const code = serviceCode ?? '?';
  const numbered = reason !== 'unexpected-code' && serviceCode !== undefined;
  const stageKey = `fault.stage.${stage}`;
  return {
    kind: fact.state === 'failed' ? 'err' : 'warn',
    text:
      words.t(`fault.${reason}`, { code }) +
      (numbered ? ` ${words.t('fault.code', { code: `${code}` })}` : ''),
    next:
      reason === 'service-unreachable' && words.has(stageKey)
        ? words.t(stageKey)
        : words.t(`fault.${reason}.next`, { host }),
  };
}

/** Status of a group: a shape and words that say why, where something could not be checked. */
export function groupStatus(words: Words, { state, reason }: ConnectionFact): { mark: Mark; word: string } {
  if (state === 'active') return { mark: 'ok', word: words.t('group.active') };
  if (state === 'failed') return { mark: 'err', word: words.t('group.failed') };
  const word =
    reason === undefined
      ? words.t(`group.${state}`)
      : words.t(`group.${state}.why`, { reason: words.t(`reason.${reason}`) });
  return { mark: 'wait', word };
}

/** What is wrong after a save, one entry a fact that failed. */
export function faultsOf(connection: Connection): { row: GeneralRow; reason: ConnectionReason }[] {
  const facts: Fact[] = ['sending', 'responses'];
  return facts.flatMap((fact) => {
    const { reason } = connection[fact];
    const row = rowOfReason(fact, reason);
    return row === undefined || reason === undefined ? [] : [{ row, reason }];
  });
}

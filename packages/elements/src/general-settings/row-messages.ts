import {
  type ConnectionFact,
  checkGeneralField,
  type FieldIssue,
  type GeneralField,
  isKeyField,
  isMailError,
  type KeyField,
  parseResponseDomain,
  responseDomainText,
  type SettingsState,
} from '@mail-settings/core';
import type { Message } from '../parts/field.ts';
import type { TabKey } from '../text/keys.ts';
import type { Words } from '../text/text.ts';
import { type Draft, textIn } from './draft.ts';
import { faultMessage, type GeneralRow, rowOfReason } from './faults.ts';

/** What the messages at the rows are made of. */
export type Situation = {
  words: Words<TabKey<'general'>>;
  state: SettingsState;
  draft: Draft;
  /** Fields whose form is judged; others are still being typed. */
  judged: readonly GeneralField[];
  /** The error of the last save. */
  failure: unknown;
  /** What the service said of the URL and key that are typed. */
  typedSending: ConnectionFact | undefined;
  /** Puts a better value into a field. */
  apply(field: GeneralField, value: string): void;
};

/** What is wrong with the form of a field: by the check of what is typed, else by the host's answer to the last save. */
export function issueMessage(row: GeneralRow, situation: Situation): Message | undefined {
  const issue = row === 'provider' ? undefined : issueOf(row, situation);
  if (issue === undefined) return undefined;
  const { words } = situation;
  const { field, code, params = {} } = issue;
  const key = `issue.${code}`;
  const fix = field === 'cloudUrl' && params.fix ? fixOf(situation, 'cloudUrl', `${params.fix}`) : undefined;
  return { kind: 'err', text: words.t(words.has(key) ? key : 'issue.invalid', params), fix };
}

function issueOf(field: GeneralField, { draft, state, judged, failure }: Situation): FieldIssue | undefined {
  const text = draft[field];
  const checked = typeof text === 'string' ? checkGeneralField(field, text, state.host) : undefined;
  if (checked && !checked.ok) return judged.includes(field) ? checked.issues[0] : undefined;
  return isMailError(failure, 'invalid')
    ? failure.details.fields?.find((issue) => issue.field === field)
    : undefined;
}

/** One message a row, the nearest cause first: what the service said, of what is typed or saved; else a hint. */
export function connectionMessage(row: GeneralRow, situation: Situation): Message | undefined {
  const { words, state, draft, typedSending } = situation;
  const address = parseResponseDomain(state.general.responseDomain ?? '', state.host);
  const host = address.ok ? address.value.host : '';
  const isEdited = draft.cloudUrl !== undefined || draft.apiKey !== undefined;
  const sending = isEdited ? typedSending : state.connection.sending;
  if (sending && rowOfReason('sending', sending.reason) === row) return faultMessage(words, sending, host);
  const { responses } = state.connection;
  if (row !== 'provider' && draft[row] === undefined && rowOfReason('responses', responses.reason) === row)
    return faultMessage(words, responses, host);
  if (row === 'responseDomain') return portNote(situation);
  return row !== 'provider' && isKeyField(row) ? urlNote(row, situation) : undefined;
}

/** A port and `http` are correctable and do not block saving: the public address already shows what will be used (S11). */
function portNote(situation: Situation): Message | undefined {
  const { words, state, draft } = situation;
  const address = parseResponseDomain(textIn('responseDomain', draft, state), state.host);
  const [first] = address.ok ? address.notes : [];
  if (!address.ok || first === undefined) return undefined;
  const key = first.code === 'http-on-443' ? 'note.http-on-443' : 'note.port-dropped';
  const [text = '', next] = words.lines(key, first.params);
  const better = responseDomainText({ ...address.value, scheme: 'https' });
  return { kind: 'warn', text, next, fix: fixOf(situation, 'responseDomain', better) };
}

/** A key goes to no other URL than the one it is saved with, so one that is saved without any is of no use later. */
function urlNote(field: KeyField, { words, state, draft }: Situation): Message | undefined {
  if (!draft[field] || textIn('cloudUrl', draft, state).trim() !== '') return undefined;
  const [text = '', next] = words.lines('note.key-without-url');
  return { kind: 'warn', text, next };
}

function fixOf({ words, apply }: Situation, field: GeneralField, value: string): Message['fix'] {
  return { label: words.t('issue.use', { value }), apply: () => apply(field, value) };
}

import {
  checkGeneralField,
  type GeneralDraft,
  type GeneralField,
  generalFields,
  isKeyField,
  type OperationInput,
  type SettingsState,
  type TextField,
} from '@mail-settings/core';

/** What is typed and not saved: a field that is not there follows the host, a key that is `null` is to be removed. */
export type Draft = Partial<Record<GeneralField, string | null | undefined>>;

/** What stands in the input of a text: what is typed, else what is saved. */
export const textIn = (field: TextField, draft: Draft, { general }: SettingsState): string =>
  draft[field] ?? general[field] ?? '';

/** The draft as a save takes it. Texts are cleared by an empty one, keys by `null`. */
export const draftToSend = (draft: Draft): GeneralDraft =>
  Object.fromEntries(
    generalFields.flatMap((field) => {
      const typed = draft[field];
      return typed === undefined || (typed === null && !isKeyField(field)) ? [] : [[field, typed]];
    }),
  );

/** What to ask the service with for its name; undefined where URL and key cannot be right yet, or nothing is typed. */
export function providerQuestion(
  draft: Draft,
  state: SettingsState,
): OperationInput<'identifyProvider'> | undefined {
  const { apiKey: key } = draft;
  const url = checkGeneralField('cloudUrl', textIn('cloudUrl', draft, state), state.host);
  const isTyped = typeof key === 'string';
  const isUsable = isTyped
    ? checkGeneralField('apiKey', key, state.host).ok
    : key === undefined && state.general.apiKey.isSet;
  if (Object.keys(draft).length === 0 || !url.ok || url.value === null || !isUsable) return undefined;
  return { cloudUrl: url.value, ...(isTyped ? { apiKey: key.trim() } : {}) };
}

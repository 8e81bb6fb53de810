import type { FieldIssue } from '../errors.ts';
import type { AddressOptions } from '../reachability/address.ts';
import { type FieldRow, fieldTable } from './fields.ts';
import { good, type Typed } from './issues.ts';

type Table = typeof fieldTable;
type FieldsWith<Row> = { [F in keyof Table]: Table[F] extends Row ? F : never }[keyof Table];

/** The fields of the General settings tab that can be typed. */
export type GeneralField = keyof Table;
/** Those that are secrets. */
export type KeyField = FieldsWith<{ kind: 'key' }>;
export type TextField = FieldsWith<{ kind: 'text' }>;
type DatedField = FieldsWith<{ dated: true }>;
type OverlappingField = FieldsWith<{ overlaps: true }>;

export const generalFields = Object.keys(fieldTable) as GeneralField[];

/** What is special to a field. */
export const fieldRow = (field: GeneralField): FieldRow => fieldTable[field];

export const isKeyField = (field: GeneralField): field is KeyField => fieldRow(field).kind === 'key';
const isTextField = (field: GeneralField): field is TextField => fieldRow(field).kind === 'text';
export const keyFields = generalFields.filter(isKeyField);
export const textFields = generalFields.filter(isTextField);

export const isDated = (field: GeneralField): field is DatedField => fieldRow(field).dated === true;
export const isOverlapping = (field: GeneralField): field is OverlappingField =>
  fieldRow(field).overlaps === true;

export const datedFields = generalFields.filter(isDated);

/** The name under which a replaced key is kept while it is still accepted. */
export const previousName = <F extends OverlappingField>(field: F) =>
  `previous${field.charAt(0).toUpperCase()}${field.slice(1)}` as `previous${Capitalize<F>}`;
export const previousNames = generalFields.filter(isOverlapping).map(previousName);

/** An object with one value for every name; `suffix` is put behind each. */
export const recordOf = <N extends string, V, S extends string = ''>(
  names: readonly N[],
  make: (name: N) => V,
  suffix?: S,
): Record<`${N}${S}`, V> =>
  Object.fromEntries(names.map((name) => [`${name}${suffix ?? ''}`, make(name)])) as Record<`${N}${S}`, V>;

/** An object with one value for every field, in the order of the form. */
export const perField = <Text, Key>(
  text: (field: TextField) => Text,
  key: (field: KeyField) => Key,
): Record<TextField, Text> & Record<KeyField, Key> =>
  recordOf(generalFields, (field) => (isKeyField(field) ? key(field) : text(field))) as Record<
    TextField,
    Text
  > &
    Record<KeyField, Key>;

/**
 * What a form sends: only fields that were changed. A missing or empty key keeps the stored one; `null` clears it.
 * An empty text clears it.
 */
export type GeneralDraft = { [F in TextField]?: string | undefined } & {
  [F in KeyField]?: string | null | undefined;
} & {
  /** Refused as `provider-locked`: only support can change the provider (S9). */
  provider?: unknown;
};

/** A draft whose every field is well formed. Texts are normalised; `null` clears. */
export type GeneralChange = Partial<Record<GeneralField, string | null>>;

/** Checks one field alone, as a form does while somebody types. Empty text is well formed: it means "not set". */
export function checkGeneralField(
  field: GeneralField,
  text: string,
  options: AddressOptions = {},
): Typed<string | null> {
  return text.trim() === '' ? good(null) : fieldRow(field).check(text, options, field);
}

/** Checks a whole draft. What is well formed is in `change` even where another field is not. */
export function checkGeneralDraft(
  draft: GeneralDraft,
  options: AddressOptions = {},
): { change: GeneralChange; issues: FieldIssue[]; notes: FieldIssue[] } {
  const change: GeneralChange = {};
  const issues: FieldIssue[] = [];
  const notes: FieldIssue[] = [];
  if (draft.provider !== undefined) issues.push({ field: 'provider', code: 'provider-locked' });
  for (const field of generalFields) {
    const typed = draft[field];
    if (typed === undefined || (isKeyField(field) && typed?.trim() === '')) continue;
    const checked = typed === null ? good(null) : checkGeneralField(field, typed, options);
    if (checked.ok) {
      change[field] = checked.value;
      notes.push(...checked.notes);
    } else {
      issues.push(...checked.issues);
    }
  }
  return { change, issues, notes };
}

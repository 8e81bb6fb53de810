import type { FieldIssue } from '../errors.ts';
import { readEmailAddress } from '../mailing/email-address.ts';
import {
  type AddressOptions,
  parseConnectionUrl,
  parseResponseDomain,
  responseDomainText,
} from '../reachability/address.ts';
import { bad, good, type Typed } from './issues.ts';

/** The fields of the General settings tab that can be typed. The provider is not among them: the service names it. */
export const generalFields = ['cloudUrl', 'apiKey', 'responseDomain', 'authKey', 'senderEmail'] as const;
export type GeneralField = (typeof generalFields)[number];

/**
 * What a form sends: only fields that were changed. A missing or empty key keeps the stored one; `null` clears it.
 * An empty address clears it.
 */
export type GeneralDraft = {
  cloudUrl?: string | undefined;
  apiKey?: string | null | undefined;
  responseDomain?: string | undefined;
  authKey?: string | null | undefined;
  senderEmail?: string | undefined;
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
  if (text.trim() === '') return good(null);
  switch (field) {
    case 'cloudUrl':
      return parseConnectionUrl(text, options);
    case 'responseDomain': {
      const address = parseResponseDomain(text, options);
      return address.ok ? good(responseDomainText(address.value), address.notes) : address;
    }
    case 'apiKey':
    case 'authKey':
      return parseKey(field, text);
    case 'senderEmail': {
      const read = readEmailAddress(text);
      return read === null ? bad(field, 'not-an-address') : good(read.address);
    }
  }
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
    const isKey = field === 'apiKey' || field === 'authKey';
    if (typed === undefined || (isKey && typed !== null && typed.trim() === '')) continue;
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

/** Longest key taken; the service's are a few dozen characters. */
const keyLimit = 1000;

/** A key is trimmed at its ends only. It travels in a header and in JSON, so only visible ASCII is possible. */
function parseKey(field: GeneralField, text: string): Typed<string> {
  const key = text.trim();
  if (key.length > keyLimit) return bad(field, 'too-long', { limit: keyLimit });
  return /^[\x21-\x7e]+$/.test(key) ? good(key) : bad(field, 'key-characters');
}

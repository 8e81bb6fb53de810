import { readEmailAddress } from '../mailing/email-address.ts';
import {
  type AddressOptions,
  parseConnectionUrl,
  parseResponseDomain,
  responseDomainText,
} from '../reachability/address.ts';
import { bad, good, type Typed } from './issues.ts';

/** What is special to one field of the General settings tab. */
export type FieldRow = {
  /** A `text` is shown as it is and cleared by an empty one; a `key` is sealed, never shown, and cleared by `null`. */
  kind: 'text' | 'key';
  /** The fact of the connection that depends on it. */
  fact: 'sending' | 'responses' | 'sender';
  /** Reads what was typed, which is not blank, into its normal form; what is in normal form stays as it is. */
  check: (text: string, options: AddressOptions, field: string) => Typed<string>;
  /** It is kept beside a text when it was last changed, as `…SetAt`. */
  dated?: true;
  /** A replaced key is kept beside the new one while it is still accepted, as `previous…`. */
  overlaps?: true;
};

/**
 * Every field of the General settings tab that can be typed, in the order of the form. The provider is not among them: the
 * service names it. Draft, input of a save, stored section, view, list of changes, set-up document and form are made
 * of these rows: a new field is a row here, its check below, and its words in the texts of the elements.
 */
export const fieldTable = {
  cloudUrl: { kind: 'text', fact: 'sending', check: parseConnectionUrl },
  apiKey: { kind: 'key', fact: 'sending', check: checkKey },
  responseDomain: { kind: 'text', fact: 'responses', check: checkResponseDomain, dated: true },
  authKey: { kind: 'key', fact: 'responses', check: checkKey, overlaps: true },
  /** Default sender address (the product's "Default ESP email"). */
  senderEmail: { kind: 'text', fact: 'sender', check: checkSenderEmail },
} as const satisfies Record<string, FieldRow>;

function checkResponseDomain(text: string, options: AddressOptions): Typed<string> {
  const address = parseResponseDomain(text, options);
  return address.ok ? good(responseDomainText(address.value), address.notes) : address;
}

function checkSenderEmail(text: string, _: AddressOptions, field: string): Typed<string> {
  const read = readEmailAddress(text);
  return read === null ? bad(field, 'not-an-address') : good(read.address);
}

/** Longest key taken; the service's are a few dozen characters. */
const keyLimit = 1000;

/** A key is trimmed at its ends only. It travels in a header and in JSON, so only visible ASCII is possible. */
function checkKey(text: string, _: AddressOptions, field: string): Typed<string> {
  const key = text.trim();
  if (key.length > keyLimit) return bad(field, 'too-long', { limit: keyLimit });
  return /^[\x21-\x7e]+$/.test(key) ? good(key) : bad(field, 'key-characters');
}

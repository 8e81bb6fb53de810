/**
 * The bytes a recipient is known by in an index: the 16 of its GUID, less than half of its text, so that twice as
 * many lie in a page. Anything else is its UTF-8 behind a zero, so that it can never be taken for a GUID. The answer
 * is good until the next call.
 */
export function recipientKey(recipient: string): Uint8Array {
  if (recipient.length !== 36) return otherKey(recipient);
  let place = 0;
  for (let at = 0; at < 36; at++) {
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (recipient.charCodeAt(at) !== hyphen) return otherKey(recipient);
      continue;
    }
    const high = digits[recipient.charCodeAt(at++)] ?? -1;
    const low = digits[recipient.charCodeAt(at)] ?? -1;
    if (high < 0 || low < 0) return otherKey(recipient);
    guid[place++] = high * 16 + low;
  }
  return guid;
}

const guid = new Uint8Array(16);
const hyphen = 0x2d;

/** Values of the lower-case hexadecimal digits; GUIDs come in lower case. */
const digits = new Int8Array(128).fill(-1);
for (let value = 0; value < 16; value++) digits[value.toString(16).charCodeAt(0)] = value;

function otherKey(recipient: string): Uint8Array {
  return new TextEncoder().encode(`\0${recipient}`);
}

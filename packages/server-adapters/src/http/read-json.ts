import { MailError } from '@mail-settings/core';

/** A body as JSON in UTF-8. Throws `bad-request`. */
export function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    // The parser's own message would quote the body.
    throw new MailError('bad-request', 'The body is no JSON.');
  }
}

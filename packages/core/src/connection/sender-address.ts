import { isMailError } from '../errors.ts';
import { addressKey } from '../mailing/email-address.ts';
import type { MailSetupPorts } from '../ports.ts';
import type { UsableKey } from '../settings/keys.ts';
import type { StoredSections } from '../settings/settings-store.ts';
import { untilAborted } from '../until-aborted.ts';
import {
  type ConnectionFact,
  type ConnectionInputs,
  senderAfter,
  senderBeforeCheck,
  senderOfAnswer,
} from './status.ts';

/** Longest wait for an answer about the address: a save is not held up by it for as long as by the connection itself. */
const waitMs = 10_000;

/**
 * Asks whether the service has the default sender address among the checked ones, once sending works. No outcome is an
 * error: what cannot be told is `unchecked`.
 */
export async function askSender(
  ports: MailSetupPorts,
  { cloudUrl, senderEmail }: StoredSections['general'],
  apiKey: UsableKey,
): Promise<ConnectionFact> {
  const { service } = ports.provider;
  if (cloudUrl === null || senderEmail === null || apiKey.state !== 'set') return { state: 'unchecked' };
  if (service.checkedEmails === undefined) return { state: 'unchecked' };
  const signal = ports.deadline(waitMs);
  const credentials = { baseUrl: cloudUrl, apiKey: apiKey.text };
  try {
    const checked = await untilAborted(service.checkedEmails(credentials, [senderEmail], { signal }), signal);
    const wanted = addressKey(senderEmail);
    return senderOfAnswer(
      Object.entries(checked).some(([email, isChecked]) => isChecked && addressKey(email) === wanted),
    );
  } catch (error) {
    if (isMailError(error)) return senderOfAnswer(error);
    if (signal.aborted) return { state: 'unchecked', reason: 'needs-service' };
    throw error;
  }
}

/** How the address stands where nobody asks: as it stood, unless something it depends on is wrong now. */
export function senderUnasked(
  email: string | null,
  inputs: ConnectionInputs,
  sending: ConnectionFact,
  before: ConnectionFact | undefined,
): ConnectionFact {
  const unasked = senderBeforeCheck(email, inputs);
  if (unasked.state === 'unconfigured' || unasked.reason !== undefined) return unasked;
  return sending.state === 'active' ? (before ?? unasked) : senderAfter(sending);
}

import { finding } from './finding.ts';
import { valuesOf } from './look.ts';
import { absent, type Evaluate, isDoubled, replace, verdict } from './verdict.ts';

/** Judges whether mail for the host goes to the service, and to nobody else. */
export const evaluateMx: Evaluate = (record, answer, context) => {
  const hosts = valuesOf(answer);
  if (hosts.length === 0) return absent(record, answer, context, (text) => text === record.value);
  const others = hosts.filter((host) => host !== record.value).map((host) => host || '.');
  if (others.length === 0) return verdict('ok', answer, []);
  const name = others.find((host) => isDoubled(host, record, context));
  if (name)
    return verdict('mismatch', answer, [finding('dns.doubled-target', { name })], replace(record, others));
  const isNull = others.every((host) => host === '.');
  const reason = isNull ? finding('mx.null') : finding('mx.other-hosts', { hosts: others.join(' ') });
  const state = isNull || hosts.length > others.length ? 'conflict' : 'mismatch';
  return verdict(state, answer, [reason], replace(record, others, true));
};

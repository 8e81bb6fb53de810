import { finding } from './finding.ts';
import { valuesOf } from './query.ts';
import { absent, type Evaluate, isDoubled, replace, verdict } from './verdict.ts';

/** Judges whether mail for the host goes to the service, and to nobody else. */
export const evaluateMx: Evaluate = (record, answer, context) => {
  const hosts = valuesOf(answer);
  const isThere = hosts.includes(record.value);
  const wanted = context.planned.flatMap(({ type, fqdn, value }) =>
    type === 'MX' && fqdn === record.fqdn ? [value] : [],
  );
  const others = hosts.filter((host) => !wanted.includes(host)).map((host) => host || '.');
  if (others.length === 0 && isThere) return verdict('ok', answer, []);
  if (others.length === 0) return absent(record, answer, context, (text) => text === record.value);
  const name = others.find((host) => isDoubled(host, record, context));
  if (name)
    return verdict('mismatch', answer, [finding('dns.doubled-target', { name })], replace(record, others));
  const isNull = others.every((host) => host === '.');
  const reason = isNull ? finding('mx.null') : finding('mx.other-hosts', { hosts: others.join(' ') });
  const state = isNull || isThere ? 'conflict' : 'mismatch';
  return verdict(state, answer, [reason], replace(record, others, true));
};

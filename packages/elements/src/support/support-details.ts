import {
  type ConnectionFact,
  type DomainReport,
  isMailError,
  type ProbeReport,
  type SettingsState,
} from '@mail-settings/core';
import { version } from '../version.ts';
import type { CallLog } from './call-log.ts';

/** What the page knows when somebody asks for the details. */
export type SupportFacts = {
  now: Date;
  /** Undefined before the host has answered once. */
  state: SettingsState | undefined;
  log: Pick<CallLog, 'failures' | 'domains'>;
  /** The failure beside which the button stands. */
  error?: unknown;
  lang: string;
};

/**
 * What support needs to know, as plain text: versions, states, codes, host names, request ids. In English whatever the
 * language of the page, with the codes as they are: it is read by those who know the code, not by the person who copies it.
 * No key nor part of one, no path or query of an address, no address of a person, no words of a service or an error:
 * every line is made of facts chosen here one by one, and what looks like an address of a person is struck out at the end.
 */
export function supportDetails({ now, state, log, error, lang }: SupportFacts): string {
  const lines = [
    'Mail settings: details for support',
    `Time: ${now.toISOString()}`,
    `Version: page ${version}, server ${state?.host.version ?? 'not known'}`,
    `Language: ${lang}`,
    `Browser: ${navigator.userAgent}`,
    ...(error === undefined ? [] : [`This failure: ${failureText(error)}`]),
    ...(state === undefined ? ['State: never read'] : stateLines(state)),
    ...section('Domains seen on the page', log.domains.map(domainText)),
    ...section(
      'Last failures, newest first',
      log.failures.map(({ at, operation, error }) => `${at} ${operation}: ${failureText(error)}`),
    ),
  ];
  return `${lines.join('\n').replace(/[^\s@]+@[^\s@]+/g, '(address)')}\n`;
}

function stateLines({
  general,
  responses,
  monitoring,
  connection,
  sender,
  outgoing,
  endpoint,
  domains,
  host,
}: SettingsState): string[] {
  const off = Object.entries(host.features).flatMap(([name, isOn]) => (isOn ? [] : [name]));
  const isSet = (is: boolean) => (is ? 'set' : 'not set');
  return [
    `Deployment: ${host.deployment}`,
    `Rights: ${host.may.join(', ')}`,
    `Features that are off: ${off.join(', ') || 'none'}`,
    `Checked: ${connection.checkedAt ?? 'never'}`,
    `Sending: ${factText(connection.sending)}`,
    `Responses: ${factText(connection.responses)}`,
    `Default sender address: ${isSet(general.senderEmail !== null)}, ${factText(sender)}`,
    `Provider: ${connection.provider ?? 'not known'}`,
    `Service: ${hostOf(general.cloudUrl)}, API key ${isSet(general.apiKey.isSet)}`,
    `Domain for responses: ${hostOf(general.responseDomain)}, auth key ${isSet(general.authKey.isSet)}`,
    `Access: ${responses.access}, pause ${isSet(responses.pause !== null)}`,
    `Monitoring: ${monitoring.enabled ? 'on' : 'off'}`,
    `Domains: ${domains.verified} of ${domains.total} verified`,
    ...pathLines('Path to the service', outgoing),
    ...pathLines('Path to the endpoint', endpoint),
  ];
}

/** "failed, response-domain-unreachable, service code 105". */
const factText = ({ state, reason, serviceCode, stage }: ConnectionFact): string =>
  list([state, reason, stage && `stage ${stage}`, numbered('service code', serviceCode)]);

function pathLines(title: string, probe: ProbeReport | null): string[] {
  if (probe === null) return [`${title}: not probed`];
  const { at, from, outcome, advice, stages, http, certificate, plainHttp } = probe;
  return [
    `${title}: ${list([outcome, advice, plainHttp && 'plain http', `seen from ${from} at ${at}`])}`,
    ...stages.map(({ stage, state, ms, code }) =>
      indent(`${stage} ${list([state, code, ms === undefined ? '' : `${Math.round(ms)} ms`])}`),
    ),
    ...(http ? [indent(`answer ${http.status}${http.empty ? ', empty' : ''}`)] : []),
    ...(certificate ? [indent(`certificate ${certificate.verdict}, until ${certificate.validTo}`)] : []),
  ];
}

/** "example.com: open, service active, checked …; spf mismatch (spf.not-authorised)". */
function domainText({ domain, state, service, checkedAt, records }: DomainReport): string {
  const found = records.map(({ record, state, findings }) => {
    const codes = findings.map(({ code }) => code).join(', ');
    return `${record.id} ${state}${codes && ` (${codes})`}`;
  });
  const service_ = service.active ? 'service active' : 'service not active';
  return `${domain}: ${list([state, service_, `checked ${checkedAt ?? 'never'}`])}; ${found.join('; ')}`;
}

/** Never the message: it may hold anything. */
function failureText(error: unknown): string {
  if (!isMailError(error)) return error instanceof Error ? error.name : typeof error;
  const { stage, status, serviceCode, requestId } = error.details;
  return list([
    error.code,
    stage && `stage ${stage}`,
    numbered('status', status),
    numbered('service code', serviceCode),
    requestId && `request ${requestId}`,
  ]);
}

function hostOf(url: string | null): string {
  return url === null ? 'not set' : (URL.parse(url)?.host ?? 'not readable');
}

const numbered = (name: string, number: number | undefined): string =>
  number === undefined ? '' : `${name} ${number}`;
const list = (parts: readonly (string | false | undefined)[]): string => parts.filter(Boolean).join(', ');
const indent = (text: string): string => `  ${text}`;
const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`${title}:`, ...lines.map(indent)];

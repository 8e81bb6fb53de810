import '../jitless.ts';
import * as z from 'zod/mini';
import { connection, connectionFact } from '../connection/status.ts';
import { domainReport } from '../domains/record.ts';
import { launch } from '../mailing/launch-store.ts';
import { probeReport } from '../reachability/probe.ts';
import { readinessReport } from '../readiness/readiness.ts';
import { perField, previousNames, recordOf } from '../settings/settings.ts';
import { pauseWindow } from '../settings/settings-store.ts';
import { rights } from '../tenant.ts';
import { articleIds, features, type OperationName } from './operation-rights.ts';

const text = z.string().check(z.maxLength(2000));

/** A key as it may be shown: never more than its last four characters, and those only of keys of 16 and more. */
export const secretView = z.object({ isSet: z.boolean(), last4: z.nullable(z.string()) });
export type SecretView = z.infer<typeof secretView>;

/** Everything the page shows before anybody opens another tab; the answer of every save and check. */
export const settingsState = z.object({
  general: z.object({
    ...perField(
      () => z.nullable(z.string()),
      () => secretView,
    ),
    /** A replaced key is accepted until then (UTC ISO), null where there is none. */
    ...recordOf(previousNames, () => z.nullable(z.string()), 'Until'),
  }),
  responses: z.object({ access: z.enum(['endpoint', 'domain']), pause: z.nullable(pauseWindow) }),
  monitoring: z.object({ enabled: z.boolean() }),
  /** Send the one of the section with a save. */
  revisions: z.object({ general: z.string(), responses: z.string(), monitoring: z.string() }),
  connection,
  /** Whether the service has the default sender address among the checked ones. */
  sender: connectionFact,
  /** Way from this server to the service, of the last check; null before. */
  outgoing: z.nullable(probeReport),
  /** Way from this server to our own endpoint, of the last check. */
  endpoint: z.nullable(probeReport),
  /** Full addresses of the two endpoints; null until the response domain is set. */
  endpoints: z.nullable(z.object({ webhook: z.string(), monitoring: z.string() })),
  domains: z.object({ total: z.number(), verified: z.number() }),
  host: z.object({
    /** Name of the product, for texts. */
    service: z.string(),
    deployment: z.enum(['on-site', 'cloud']),
    features: z.record(z.enum(features), z.boolean()),
    may: z.array(z.enum(rights)),
    support: z.nullable(z.object({ name: z.string(), url: z.string() })),
    /** Mailings with fewer recipients are withheld from monitoring. */
    cohort: z.number(),
    /** Names the address parser accepts although they look private (a development set-up). */
    allowHosts: z.array(z.string()),
    /** Absolute URLs of the host's own help, by what it is about. */
    articles: z.partialRecord(z.enum(articleIds), z.string()),
    /** Version of the kit on the server, for whoever asks support. */
    version: z.string(),
  }),
});
export type SettingsState = z.infer<typeof settingsState>;

/** Numbers of one launch as the page shows them. */
export const launchView = z.object({
  launch,
  counts: z.object({
    delivered: z.number(),
    opened: z.number(),
    clicked: z.number(),
    failed: z.number(),
    waiting: z.number(),
  }),
  /** Whether the service stops with it; else it goes on with the batches it has. */
  serviceStops: z.boolean(),
});
export type LaunchView = z.infer<typeof launchView>;

const nothing = z.object({});
const sender = z.object({ email: text, name: text });
const sectionSave = { revision: z.string() };

/** The contract of page and host: the input and the answer of every operation. Undeclared fields are stripped. */
export const operations = {
  readState: { input: nothing, answer: settingsState },
  saveSettings: {
    input: z.object({
      ...sectionSave,
      draft: z.object({
        ...perField(
          () => z.optional(text),
          () => z.optional(z.nullable(text)),
        ),
        provider: z.optional(z.unknown()),
      }),
    }),
    answer: settingsState,
  },
  checkSettings: { input: nothing, answer: settingsState },
  identifyProvider: {
    /** Without `apiKey` the stored one is used, if it was saved for this URL. */
    input: z.object({ cloudUrl: text, apiKey: z.optional(text) }),
    answer: z.object({ provider: z.nullable(z.string()), sending: connectionFact }),
  },
  listChanges: {
    input: nothing,
    answer: z.object({
      changes: z.array(
        z.object({
          section: z.string(),
          actor: z.object({ id: z.string(), name: z.optional(z.string()) }),
          at: z.string(),
          fields: z.array(z.string()),
        }),
      ),
    }),
  },
  listDomains: {
    input: nothing,
    answer: z.object({
      domains: z.array(domainReport),
      /** Code of why the service could not be asked; the list is then the stored one. Null: the service was asked. */
      unavailable: z.nullable(z.string()),
      /** What the service said of that in its own words, plain text; see `MailErrorDetails`. */
      serviceMessage: z.optional(z.string()),
    }),
  },
  addDomain: { input: z.object({ domain: text }), answer: z.object({ report: domainReport }) },
  checkDomain: { input: z.object({ domain: text }), answer: z.object({ report: domainReport }) },
  saveResponses: {
    input: z.object({
      ...sectionSave,
      access: z.enum(['endpoint', 'domain']),
      pause: z.nullable(pauseWindow),
    }),
    answer: settingsState,
  },
  checkEndpoint: { input: nothing, answer: z.object({ report: z.nullable(probeReport) }) },
  saveMonitoring: { input: z.object({ ...sectionSave, enabled: z.boolean() }), answer: settingsState },
  readMonitoring: {
    input: nothing,
    answer: z.object({
      readAt: z.string(),
      indicators: z.array(
        z.object({
          id: z.string(),
          unit: z.enum(['count', 'per-mille', 'minutes']),
          /** Null for a plain count. */
          benchmark: z.nullable(z.number()),
          actual: z.number(),
          state: z.enum(['ok', 'error']),
          /** Names of the mailings that miss the benchmark. */
          mailings: z.array(z.string()),
        }),
      ),
      /** Names of mailings that are not sent to support, being too small. */
      withheld: z.array(z.string()),
    }),
  },
  readReadiness: {
    input: z.object({ mailing: z.optional(text), from: z.optional(text) }),
    answer: readinessReport,
  },
  listMailings: {
    input: nothing,
    answer: z.object({
      /** False where the host has no mailings of its own to launch. */
      available: z.boolean(),
      mailings: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          subject: z.string(),
          from: sender,
          recipients: z.number(),
        }),
      ),
      senders: z.array(sender),
    }),
  },
  sendTest: {
    input: z.object({
      from: sender,
      to: z.array(text).check(z.minLength(1), z.maxLength(10)),
      mailing: z.optional(text),
      idempotencyKey: text.check(z.minLength(8)),
    }),
    answer: launchView,
  },
  launch: {
    input: z.object({
      mailing: text,
      from: sender,
      idempotencyKey: text.check(z.minLength(8)),
      /** Ids of the warnings the person has ticked. */
      acknowledged: z.array(z.string()),
    }),
    answer: launchView,
  },
  stopLaunch: { input: z.object({ id: text }), answer: launchView },
  listLaunches: { input: nothing, answer: z.object({ launches: z.array(launchView) }) },
} as const satisfies Record<OperationName, { input: z.core.$ZodType; answer: z.core.$ZodType }>;

export type OperationInput<O extends OperationName> = z.infer<(typeof operations)[O]['input']>;
export type OperationAnswer<O extends OperationName> = z.infer<(typeof operations)[O]['answer']>;

/**
 * What a page can ask of its host, one method per operation. Elements take any object of this type: the browser side
 * of a real host (`client/remote`), or a plain object in a test. Every method throws a MailError.
 */
export type MailSetup = {
  [O in OperationName]: (
    input: OperationInput<O>,
    options?: { signal?: AbortSignal | undefined },
  ) => Promise<OperationAnswer<O>>;
};

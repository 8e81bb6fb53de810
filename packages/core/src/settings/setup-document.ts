import '../jitless.ts';
import * as z from 'zod/mini';
import type * as monitoringOperations from '../delivery/operations.ts';
import { pauseIssues } from '../delivery/pause.ts';
import { readDomainName } from '../domains/domain-name.ts';
import type * as domainOperations from '../domains/operations.ts';
import { type FieldIssue, isMailError, MailError } from '../errors.ts';
import type { CallsOf } from '../operation.ts';
import type * as accessOperations from '../reachability/operations.ts';
import { fieldIssues } from './issues.ts';
import type * as operations from './operations.ts';
import { checkGeneralDraft, perField, textFields } from './settings.ts';
import { storedSections } from './settings-store.ts';

/** A set-up as a text file, for provisioning. Keys are in it only where somebody wrote them there: an export has none. */
export const setupDocument = z.strictObject({
  general: z.optional(
    z.strictObject(
      perField(
        () => z.optional(z.string()),
        () => z.optional(z.string()),
      ),
    ),
  ),
  responses: z.optional(z.strictObject(storedSections.responses.shape)),
  monitoring: z.optional(z.strictObject(storedSections.monitoring.shape)),
  domains: z.optional(z.array(z.string())),
});
export type SetupDocument = z.infer<typeof setupDocument>;

/** The operations a document is read and applied by; every `MailSetup` has them. */
type DocumentSetup = CallsOf<
  Pick<typeof operations, 'readState' | 'saveSettings'> &
    Pick<typeof accessOperations, 'saveResponses'> &
    Pick<typeof monitoringOperations, 'saveMonitoring'> &
    Pick<typeof domainOperations, 'listDomains' | 'addDomain'>
>;

/** Reads the present set-up as a document, without keys. */
export async function exportSetup(setup: DocumentSetup): Promise<SetupDocument> {
  const [{ general, responses, monitoring }, { domains }] = await Promise.all([
    setup.readState({}),
    setup.listDomains({}),
  ]);
  const texts: SetupDocument['general'] = {};
  for (const field of textFields) {
    const text = general[field];
    if (text !== null) texts[field] = text;
  }
  return {
    general: texts,
    responses,
    monitoring: { enabled: monitoring.enabled },
    domains: domains.map(({ domain }) => domain),
  };
}

/**
 * Brings a set-up to what a document says; what the document does not name stays. May be repeated: what is so already
 * is left alone (except keys, which are set anew), domains that exist are skipped, and none is ever removed. Throws `invalid` before anything is changed
 * where the document itself is wrong, and what the operations throw.
 */
export async function applySetup(setup: DocumentSetup, document: unknown): Promise<void> {
  const read = setupDocument.safeParse(document);
  if (!read.success) {
    throw new MailError('invalid', 'The set-up document is not well formed.', {
      fields: fieldIssues(read.error.issues),
    });
  }
  const { general, responses, monitoring, domains = [] } = read.data;
  let state = await setup.readState({});
  const issues = issuesOf(read.data, state.host.allowHosts);
  if (issues.length > 0)
    throw new MailError('invalid', 'Some values of the set-up document are not well formed.', {
      fields: issues,
    });
  if (general !== undefined) {
    const revision = state.revisions.general;
    state = await setup.saveSettings({ revision, draft: general });
  }
  if (responses !== undefined && !isSame(responses, state.responses))
    state = await setup.saveResponses({ revision: state.revisions.responses, ...responses });
  if (monitoring !== undefined && monitoring.enabled !== state.monitoring.enabled) {
    await setup.saveMonitoring({ revision: state.revisions.monitoring, enabled: monitoring.enabled });
  }
  for (const domain of domains) {
    await setup.addDomain({ domain }).catch((error: unknown) => {
      if (!isDuplicate(error)) throw error;
    });
  }
}

/** What the operations would refuse, found before the first of them. */
function issuesOf(
  { general = {}, responses, domains = [] }: SetupDocument,
  allowHosts: readonly string[],
): FieldIssue[] {
  const of = (section: string, issues: FieldIssue[]) =>
    issues.map((issue) => ({ ...issue, field: `${section}.${issue.field}` }));
  return [
    ...of('general', checkGeneralDraft(general, { allowHosts }).issues),
    ...of('responses', pauseIssues(responses?.pause ?? null)),
    ...domains.flatMap((typed, index) => {
      const name = readDomainName(typed);
      return name.ok ? [] : [{ field: `domains.${index}`, code: name.code }];
    }),
  ];
}

type Responses = NonNullable<SetupDocument['responses']>;

const isSame = (one: Responses, other: Responses): boolean =>
  one.access === other.access &&
  one.pause?.from === other.pause?.from &&
  one.pause?.to === other.pause?.to &&
  one.pause?.timeZone === other.pause?.timeZone;

const isDuplicate = (error: unknown): boolean =>
  isMailError(error, 'invalid') && error.details.fields?.every(({ code }) => code === 'duplicate') === true;

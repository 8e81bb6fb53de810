import type { LaunchView, OperationAnswer, ReadinessReport } from '@mail-settings/core';
import type { PropertyDeclarations } from 'lit';
import { MailPart } from '../parts/mail-part.ts';
import { shared } from '../parts/styles.ts';
import type { TabKey } from '../text/keys.ts';
import { sending } from './readiness.styles.ts';

export type Mailings = OperationAnswer<'listMailings'>;
export type Mailing = Mailings['mailings'][number];
export type Sender = Mailing['from'];

/** What is going to be sent, chosen once for the test and the launch. */
export type Choice = { mailing: Mailing | undefined; from: Sender | undefined };

/** What the test email and the launch are both given. */
export abstract class SendingPart extends MailPart<TabKey<'launch'>> {
  static override styles = [shared, sending];
  static override properties: PropertyDeclarations = {
    report: { attribute: false },
    mailings: { attribute: false },
    choice: { attribute: false },
    launches: { attribute: false },
    busy: { state: true },
    problem: { state: true },
  };

  report: ReadinessReport | undefined;
  mailings: Partial<Mailings> = {};
  choice: Choice = { mailing: undefined, from: undefined };
  launches: readonly LaunchView[] = [];
  protected busy = false;
  /** Why the last try did not work. */
  protected problem: string | undefined;
}

import type { ServiceRecipient, ServiceTemplate } from '@mail-settings/core';
import type { CesCallName } from '@mail-settings/core/providers/ces';
import type { Fault } from './faults.ts';

/**
 * Everything a fake cloud knows, as plain data: change it while the cloud runs, keep it as JSON, start another cloud
 * from it. It holds the made-up keys in clear.
 */
export type FakeCloudState = {
  accounts: FakeAccount[];
  mailings: FakeMailing[];
  /** What goes wrong, by call; `every-call` comes first, then the call's own. */
  faults: Partial<Record<CesCallName | 'every-call' | 'page', Fault>>;
  /** How names of answers are spelled; real versions differ. */
  spelling: 'camelCase' | 'PascalCase' | 'lowercase' | 'UPPERCASE';
};

export type FakeAccount = {
  name: string;
  apiKey: string;
  /** The one the service shows with each response; any other is refused with code 110. */
  authKey: string;
  /** `Elastic Email`, `UniOne` and `SendGrid` have their own DNS records; any other gets made-up ones. */
  provider: string;
  /** The mailing service of the account is switched on. */
  active: boolean;
  responseDomain: string | null;
  /** Outcome of the check at registration. */
  isResponseDomainReachable: boolean;
  /** Null: no limit. */
  dailyLimit: number | null;
  /** Emails sent on a day, UTC. */
  usage: { day: string; emails: number };
  /** Senders confirmed beside those of verified domains. */
  confirmedSenders: string[];
  /** DKIM key of domains without one of their own; made when the first domain needs it. */
  dkimKey: string | null;
  domains: FakeDomain[];
};

export type FakeDomain = {
  domain: string;
  /** Verified: set by `validate`, or by hand. */
  active: boolean;
  message: string | null;
  dkimKey: string | null;
  /** With it another account may use the domain. */
  shareToken: string | null;
};

export type FakeMailing = {
  account: string;
  /** The `email_id` of the launch. */
  emailId: string;
  /** Null for a message that was sent without a template. */
  template: ServiceTemplate | null;
  subject: string;
  html: string;
  /** All addressees, in order of their batches. */
  recipients: ServiceRecipient[];
  /** Size of each batch that came. */
  batches: number[];
  stopped: boolean;
  /** How many recipients, from the start, have had all their responses. */
  answered: number;
  /** The closing totals were sent. */
  finished: boolean;
};

/** What makes an account; the rest has defaults. */
export type FakeAccountSeed = Pick<FakeAccount, 'name' | 'apiKey' | 'authKey' | 'provider'> &
  Partial<Omit<FakeAccount, 'domains' | 'dkimKey' | 'usage'>> & {
    /** Domains that are there from the start. */
    domains?: (Pick<FakeDomain, 'domain'> & Partial<FakeDomain>)[];
  };

export function accountOf({ domains = [], ...seed }: FakeAccountSeed): FakeAccount {
  return {
    active: true,
    responseDomain: null,
    isResponseDomainReachable: false,
    dailyLimit: null,
    usage: { day: '', emails: 0 },
    confirmedSenders: [],
    dkimKey: null,
    ...seed,
    domains: domains.map((domain) => ({
      active: false,
      message: null,
      dkimKey: null,
      shareToken: null,
      ...domain,
    })),
  };
}
/** A call as a test may see it: no keys, no addresses. */
export type ReceivedCall = {
  at: string;
  /** `page`: somebody opened the connection URL. */
  call: CesCallName | 'page' | 'unknown';
  account: string | null;
  status: number;
  /** Null where the answer had none. */
  code: number | null;
  domain?: string;
  emailId?: string;
  recipients?: number;
};

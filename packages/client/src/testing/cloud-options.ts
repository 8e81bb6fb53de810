import type { ResolveDns } from '@mail-settings/core';
import type { Fetch } from '../failure.ts';
import type { FakeAccount, FakeAccountSeed, FakeCloudState, FakeMailing } from './cloud-state.ts';

export type FakeCloudOptions = {
  /** Accounts of a new cloud. */
  accounts?: FakeAccountSeed[];
  /** What another cloud was; wins over `accounts`, which only fill up what it does not know by name. */
  state?: FakeCloudState;
  /** Path the calls lie below, such as `/api`. Default: none. */
  basePath?: string;
  /** How the cloud reaches hosts: registering a response domain then really asks it. Default: every domain counts as reachable. */
  fetch?: Fetch;
  /** Names accepted as response domains although they look private. */
  allowHosts?: readonly string[];
  /** How the cloud asks DNS when it validates a domain. Default: domains become verified only by hand. */
  resolveDns?: ResolveDns;
  /** Makes DKIM keys. Default: real RSA keys of 2,048 bits. */
  newDkimKey?: () => Promise<string>;
  now?: () => Date;
  /** Called after every call that may have changed the state. */
  onChange?: () => void;
  /** Called with the mailing when a batch was taken, for example to play its responses. */
  onSent?: (mailing: FakeMailing, account: FakeAccount) => void;
};

export { fakeCodes } from './cloud-calls.ts';
export type { FakeCloudOptions } from './cloud-options.ts';
export type {
  FakeAccount,
  FakeAccountSeed,
  FakeCloudState,
  FakeDomain,
  FakeMailing,
  ReceivedCall,
} from './cloud-state.ts';
export { createFakeCloud, type FakeCloud } from './fake-cloud.ts';
export type { Fault } from './faults.ts';
export { nodeListener } from './node-listener.ts';
export {
  damagedPackets,
  type FakePacket,
  gzippedPacket,
  latePacket,
  mixedPacket,
  packetOf,
} from './packets.ts';
export { createFakeSender, type FakeSender, type FakeSenderOptions, type FakeTarget } from './sender.ts';
export {
  type Fate,
  fates,
  linksOf,
  planTimeline,
  type TimelineOptions,
  type TimelineStep,
  totalsEvent,
} from './timeline.ts';

import { expect, test } from 'vitest';
import * as main from './index.ts';
import * as remote from './remote-setup.ts';
import * as testing from './testing/index.ts';

test('the entries give these names, no more and no less', () => {
  expect(Object.keys(main).sort()).toEqual(['createCesProvider', 'createCesService']);
  expect(Object.keys(remote)).toEqual(['createRemoteSetup']);
  expect(Object.keys(testing).sort()).toEqual([
    'createFakeCloud',
    'createFakeSender',
    'damagedPackets',
    'fakeCodes',
    'fates',
    'gzippedPacket',
    'latePacket',
    'linksOf',
    'mixedPacket',
    'nodeListener',
    'packetOf',
    'planTimeline',
    'totalsEvent',
  ]);
});

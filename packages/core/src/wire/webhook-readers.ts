import type { PacketReaders } from '../delivery/process.ts';
import { readCesPacket } from './ces/webhook.ts';

/** Reader of each dialect a packet may be written in (`Packet.dialect`). A second service is one more row. */
export const webhookReaders: PacketReaders = {
  ces: readCesPacket,
};

import type { PacketReader } from '../delivery/packet.ts';
import { readCesPacket } from './ces/webhook.ts';

/** Reader of each dialect a packet may be written in (`Packet.dialect`). A second service is one more row. */
export const webhookReaders: Readonly<Record<string, PacketReader>> = {
  ces: readCesPacket,
};

import { hash, timingSafeEqual } from 'node:crypto';
import { readCesPacket } from '@mail-settings/core/providers/ces';
import { authKey } from './contract.ts';
import { serve } from './server.ts';

/** The least a receiver can do: key, body, decoding, parsing; nothing is kept. */
const expected = hash('sha256', authKey, 'buffer');
let counted = 0;

serve(
  (request, response) => {
    const presented = hash('sha256', String(request.headers['bpmonline-signature']), 'buffer');
    if (!timingSafeEqual(presented, expected)) {
      response.writeHead(401).end();
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      const reading = readCesPacket(body, request.headers['content-type'] ?? null);
      if (reading.state === 'read') counted += reading.events.length;
      response.writeHead(200, { 'content-length': '0' }).end();
    });
  },
  () => counted,
);

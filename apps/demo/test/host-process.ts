import { text } from 'node:stream/consumers';
import { startHost } from '../src/host.ts';

// A portal alone, for tests that need several processes. What it needs comes by standard input, since one of it is a key.
const { masterKey, ...options } = JSON.parse(await text(process.stdin));
const host = await startHost({ ...options, masterKey: Buffer.from(masterKey, 'base64') });
process.on('SIGTERM', () => host.close().then(() => process.exit(0)));
console.log(host.url);

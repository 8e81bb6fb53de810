import { config } from 'zod/mini';

// zod probes for `new Function` when it compiles an object schema; under a strict Content Security Policy
// that probe is reported as a violation. Every module with a schema imports this one first.
config({ jitless: true });

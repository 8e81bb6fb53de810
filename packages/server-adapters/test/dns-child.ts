import { stdin } from 'node:process';
import { createInterface } from 'node:readline';
import { createDnsResolver } from '../src/dns/resolver.ts';

// A process that asks the system's DNS servers, once for each line on standard input; a minute passes before each.
let ahead = 0;
const measured = performance.now.bind(performance);
performance.now = () => measured() + ahead;
const { resolve } = createDnsResolver({ timeoutMs: 2_000 });
for await (const name of createInterface(stdin)) {
  ahead += 60_000;
  const answer = await resolve(name, 'A');
  console.log(JSON.stringify(answer.state === 'answer' ? answer.rows : answer.reason));
}

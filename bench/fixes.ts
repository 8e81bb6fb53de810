import { runFixes } from './fixes/run.ts';

/**
 * Every fix the domain check offers, carried out: none may take a sender from the owner, each must make its record right.
 *
 * Zones are made from a seed: owners with mail hosts, includes, redirects and wildcards, near misses of every expected
 * record. `npm run bench -- fixes [zones] [seed]`; a printed seed gives the same zones again.
 */
const [, , zones = '20000', chosen] = process.argv;
const seed = Number(chosen ?? Math.floor(Math.random() * 2 ** 31));
console.log(`seed ${seed}`);
const run = await runFixes(Number(zones), seed, console.log);
const { msMedian, msMax, ...counts } = run;
console.log(
  JSON.stringify({
    ...counts,
    offeredShare: Number((run.offered / run.damaged).toFixed(3)),
    msMedian: Number(msMedian.toFixed(2)),
    msMax: Number(msMax.toFixed(2)),
    seed,
  }),
);
process.exitCode = run.harmful === 0 && run.unverified === 0 ? 0 : 1;

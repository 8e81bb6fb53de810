import { runPackets, runRecords } from './hostile/run.ts';
import { askHostileServer } from './hostile/wire.ts';

/**
 * Damaged records through every evaluator and damaged packets through the reader and a real resolver: nothing may throw.
 *
 * Records come from the grammar and are flipped, cut, doubled, spliced, repeated up to 64 kB, escaped and filled with what is
 * not ASCII; eight make a zone. The first input that something cannot bear is printed with its seed and in hexadecimal, and
 * ends the run with 1. `npm run bench -- hostile [records] [packets] [seed]`; a printed seed gives the same inputs again.
 */
const [, , records = '1000000', packets = '100000', chosen] = process.argv;
const seed = Number(chosen ?? Math.floor(Math.random() * 2 ** 32));
console.log(`seed ${seed}`);

const recordsRun = await runRecords(Number(records), seed);
console.log(
  `${recordsRun.count} records in ${seconds(recordsRun.ms)} s; slowest zone: ${recordsRun.slowest}`,
);
const packetsRun = await runPackets(Number(packets), seed);
console.log(`${packetsRun.count} packets in ${seconds(packetsRun.ms)} s; slowest: ${packetsRun.slowest}`);
const began = performance.now();
const overSockets = await askHostileServer(Number(packets), seed);
console.log(`${overSockets} packets over sockets in ${seconds(performance.now() - began)} s`);
console.log(
  JSON.stringify({
    records: recordsRun.count,
    packets: packetsRun.count,
    packetsOverSockets: overSockets,
    exceptions: 0,
    slowestZoneMs: Math.round(recordsRun.slowestMs),
    slowestPacketMs: Math.round(packetsRun.slowestMs),
    seconds: Math.round(performance.now() / 1000),
    seed,
  }),
);

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

import { checkDomain, checkHost, type DomainReport, type RecordReport } from '@mail-settings/core';
import { type Zone, zoneResolver } from '@mail-settings/core/testing';
import { type MadeZone, makeZone, type OwnersZone, published } from './zones.ts';

export type FixesRun = {
  zones: number;
  /** Records that DNS shows to be wrong, and how many of them got a fix. */
  damaged: number;
  offered: number;
  /** Fixes after which an address that passed SPF for the domain passes no longer. */
  harmful: number;
  /** Fixes after which their record is not right. */
  unverified: number;
  /** Milliseconds in `checkDomain` for one zone: the median and the slowest. */
  msMedian: number;
  msMax: number;
};

/** Carries out every fix that is offered, one by one and all together, and looks again with other means than the check itself. */
export async function runFixes(zones: number, seed: number, tell: (line: string) => void): Promise<FixesRun> {
  const run = { zones, damaged: 0, offered: 0, harmful: 0, unverified: 0 };
  const times: number[] = [];
  for (let at = 0; at < zones; at++) {
    const made = makeZone(seed + at);
    const began = performance.now();
    const report = await check(made, made.zone);
    times.push(performance.now() - began);
    const wrong = report.records.filter(isWrong);
    const fixed = wrong.filter(({ fix }) => fix !== undefined);
    run.damaged += wrong.length;
    run.offered += fixed.length;
    const rounds = fixed.length > 1 ? [...fixed.map((one) => [one]), fixed] : fixed.map((one) => [one]);
    for (const round of rounds) {
      const then = round.reduce(carryOut, made.zone);
      const again = await check(made, then);
      const open = round.filter(
        (one) => again.records.find(({ record }) => record.id === one.record.id)?.state !== 'ok',
      );
      const lost = await lostSenders(made, then);
      if (open.length > 0) run.unverified++;
      if (lost.length > 0) run.harmful++;
      if (open.length > 0 || lost.length > 0)
        tell(
          JSON.stringify({ seed: seed + at, lost, open: open.map(({ record, fix }) => [record.id, fix]) }),
        );
    }
  }
  times.sort((one, other) => one - other);
  return { ...run, msMedian: times[Math.floor(times.length / 2)] ?? 0, msMax: times.at(-1) ?? 0 };
}

function check({ domain, service }: MadeZone, zone: OwnersZone): Promise<DomainReport> {
  return checkDomain({ domain, service, resolve: resolverOf(zone), now: new Date(0) });
}

const resolverOf = (zone: OwnersZone) =>
  zoneResolver({ ...zone, 'example.org': { SOA: ['SOA'], ...zone['example.org'] } } as Zone);

/** Every address the zone names that passed and passes no longer, by `check_host` for each. */
async function lostSenders({ domain, zone, addresses }: MadeZone, then: OwnersZone): Promise<string[]> {
  const [before, after] = [resolverOf(zone), resolverOf(then)];
  const passes = async (ip: string, resolve: typeof before): Promise<boolean> =>
    (await checkHost({ ip, sender: `someone@${domain}`, helo: `mail.${domain}`, resolve })).result === 'pass';
  const lost: string[] = [];
  for (const ip of addresses) if ((await passes(ip, before)) && !(await passes(ip, after))) lost.push(ip);
  return lost;
}

function isWrong({ state }: RecordReport): boolean {
  return state === 'missing' || state === 'mismatch' || state === 'conflict';
}

/** What an administrator does: takes away the values named, of whatever type, and puts in the new one. */
function carryOut(zone: OwnersZone, { record, fix }: RecordReport): OwnersZone {
  if (!fix) return zone;
  const stays = (value: string): boolean => value !== fix.value && !fix.removes.includes(value);
  const { A = [], AAAA = [], CNAME = [], MX = [], TXT = [] } = zone[fix.fqdn] ?? {};
  const left = {
    A: A.filter(stays),
    AAAA: AAAA.filter(stays),
    CNAME: CNAME.filter(stays),
    MX: MX.filter(([, host]) => stays(host)),
    TXT: TXT.filter((text) => stays([text].flat().join(''))),
  };
  const { value } = fix;
  if (value !== undefined && fix.type === 'MX') left.MX.push([record.priority ?? 0, value]);
  else if (value !== undefined && fix.type !== 'MX') left[fix.type].push(value);
  return published({ ...zone, [fix.fqdn]: left });
}

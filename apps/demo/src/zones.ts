import { type DnsFault, dnsFaults, type Zone } from './dns.ts';
import type { DemoState } from './state.ts';
import { readZone, writeZone, type ZoneReading, type ZoneRecord } from './zone-text.ts';

export type Zones = {
  /** The customer's zones. */
  own: readonly Zone[];
  /** What the DNS server answers from: the same zones, changed in place, and those of the providers. */
  all: readonly Zone[];
  text(apex: string): string;
  /** Replaces the records of a zone by what was typed; nothing changes where it cannot be read. */
  replace(apex: string, text: string): ZoneReading;
  change(apex: string, change: (records: readonly ZoneRecord[]) => ZoneRecord[]): void;
  setFault(apex: string, fault: DnsFault): void;
};

/** The customer's zones as they were left, or as they are at the beginning: mail is received, nothing else is set. */
export function openZones(state: DemoState): Zones {
  const own = Object.keys(beginnings).map((apex) => restored(apex, state));
  const find = (apex: string) => own.find((zone) => zone.apex === apex);
  const changed = (zone: Zone) => {
    zone.serial += 1;
    keep(zone, state);
  };
  return {
    own,
    all: [...own, ...Object.entries(providers).map(([apex, text]) => zoneOf(apex, text))],
    text: (apex) => writeZone(find(apex)?.records ?? [], apex),
    replace(apex, text) {
      const reading = readZone(text, apex);
      const zone = find(apex);
      if (reading.ok && zone !== undefined) {
        zone.records = reading.records;
        changed(zone);
      }
      return reading;
    },
    change(apex, change) {
      const zone = find(apex);
      if (zone === undefined) return;
      zone.records = change(zone.records);
      changed(zone);
    },
    setFault(apex, fault) {
      const zone = find(apex);
      if (zone === undefined) return;
      zone.fault = fault;
      keep(zone, state);
    },
  };
}

const common = '@ A 192.0.2.80\n@ MX 10 mail\nmail A 192.0.2.25\n';
/** All name servers lead to this server itself; the page recognises whose form a zone is changed in by their names. */
const ownServer = '@ NS ns1.example.net.\n';

const beginnings: Readonly<Record<string, string>> = {
  'example.com': `@ NS ada.ns.cloudflare.com.\n@ NS bob.ns.cloudflare.com.\n${common}@ TXT "v=spf1 mx -all"\n`,
  'example.org': `${ownServer}${common}`,
  'example.net': `${ownServer}${common}ns1 A 127.0.0.1\n`,
};

/** The rest of the world: where the SPF records of the simulated providers lead to, and what lies above. */
const providers: Readonly<Record<string, string>> = {
  'unione.io': 'spf TXT "v=spf1 ip4:192.0.2.0/24 -all"\n',
  'elasticemail.com': '_spf TXT "v=spf1 ip4:198.51.100.0/24 -all"\n',
  'cloudflare.com': 'ada.ns A 127.0.0.1\nbob.ns A 127.0.0.1\n',
  'sendgrid.net': '@ TXT "v=spf1 ip4:203.0.113.0/24 -all"\n',
  // what is above them: names that are not there are absent, instead of unknown
  com: '',
  org: '',
  net: '',
  io: '',
  'mail-service.example': '_spf TXT "v=spf1 ip4:192.0.2.128/25 -all"\n',
};

function restored(apex: string, state: DemoState): Zone {
  const kept = state.read(`zone ${apex}`);
  if (kept === undefined) return zoneOf(apex, beginnings[apex] ?? '');
  const { text, serial, fault } = JSON.parse(kept);
  return {
    ...zoneOf(apex, String(text)),
    serial: Number(serial),
    fault: dnsFaults.find((known) => known === fault) ?? 'none',
  };
}

function zoneOf(apex: string, text: string): Zone {
  const reading = readZone(text, apex);
  return { apex, serial: 1, records: reading.ok ? reading.records : [], fault: 'none' };
}

function keep({ apex, serial, records, fault }: Zone, state: DemoState): void {
  state.write(`zone ${apex}`, JSON.stringify({ text: writeZone(records, apex), serial, fault }));
}

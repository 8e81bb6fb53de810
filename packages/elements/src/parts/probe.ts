import type { FailureStage, ProbeReport } from '@mail-settings/core';

/** The stage at which a probe ended, by the words of `fault.stage.…`. */
export function failedStage({ stages }: ProbeReport): Exclude<FailureStage, 'unknown'> {
  const failed = stages.find(({ state }) => state === 'failed');
  if (failed === undefined) return 'http';
  if (failed.code !== undefined && /private|refused-address|address-refused/.test(failed.code))
    return 'refused-address';
  if (failed.code !== undefined && /time/.test(failed.code)) return failed.stage === 'dns' ? 'name' : 'time';
  return ({ dns: 'name', tcp: 'port', tls: 'tls', http: 'http' } as const)[failed.stage];
}

/** Whole duration of a probe in milliseconds. */
export const probeDuration = ({ stages }: ProbeReport): number =>
  Math.round(stages.reduce((sum, { ms = 0 }) => sum + ms, 0));

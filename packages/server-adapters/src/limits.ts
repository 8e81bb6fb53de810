/** What a host may set. */
export type MailLimits = {
  /** Largest body of a webhook in bytes, packed or not; 64 MB. */
  body: number;
  /** Bytes of all bodies being received or stored at one time in this process; 256 MB. */
  inFlight: number;
  /** Checks of connection and domains a minute and tenant; 30. */
  checksPerMinute: number;
  /** Test emails an hour and tenant; 20. */
  testsPerHour: number;
  /** Milliseconds a replaced auth key is still accepted; 24 hours. */
  authKeyOverlapMs: number;
};

export const defaultLimits: MailLimits = {
  body: 64_000_000,
  inFlight: 256_000_000,
  checksPerMinute: 30,
  testsPerHour: 20,
  authKeyOverlapMs: 24 * 3_600_000,
};

/** Largest body of a question of support, in bytes. */
export const monitoringBodyLimit = 100_000;

/** Largest body of a call of the page, in bytes. */
export const setupBodyLimit = 1_000_000;

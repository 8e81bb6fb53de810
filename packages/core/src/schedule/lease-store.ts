/**
 * Port: leases on named jobs, so that several processes share them. A lease ends by itself after its time; `fence`
 * grows with every acquisition, so that a late process can be told from the present holder.
 */
export interface LeaseStore {
  /**
   * Takes the lease if nobody holds it, or if its time is over. One that ends later than twice `ttlMs` from now was taken under a
   * clock that was ahead, and counts as over: else a clock put right would stop a job for as long as it was wrong. Atomic.
   */
  acquire(name: string, owner: string, now: Date, ttlMs: number): Promise<{ fence: number } | null>;
  /** Prolongs it; false where it was lost. */
  renew(name: string, owner: string, fence: number, now: Date, ttlMs: number): Promise<boolean>;
  /** Gives it back; nothing happens where it was lost. */
  release(name: string, owner: string, fence: number): Promise<void>;
}

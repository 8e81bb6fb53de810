/**
 * Nobody listens here: assigned to nothing (IANA), and below the ports the kernel hands out. One that was closed a moment
 * ago may be given to another process, or to the very connection that finds it closed.
 */
export const closedPort = 4;

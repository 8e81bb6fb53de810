// The index imports this first, so that an older Node says what it is missing instead of naming an export of its own.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  throw new Error(
    `@mail-settings/server-adapters needs Node 22.18 or newer, and this is Node ${process.versions.node}.`,
  );
}

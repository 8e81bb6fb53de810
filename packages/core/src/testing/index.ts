// For the tests of those who build on the kit; tied to no test runner.
export { type Zone, zoneResolver } from './zone-resolver.ts';

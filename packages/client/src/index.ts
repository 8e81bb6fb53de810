export { type CesOptions, type CesService, createCesProvider, createCesService } from './ces.ts';
export type { Fetch } from './failure.ts';

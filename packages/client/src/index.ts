export { type CesOptions, type CesService, cesBatchLimit, createCesService } from './ces.ts';
export type { Fetch } from './failure.ts';

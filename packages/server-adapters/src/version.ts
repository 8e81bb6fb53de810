import packageJson from '../package.json' with { type: 'json' };

/** Version of the kit; all its packages have the same one. */
export const version: string = packageJson.version;

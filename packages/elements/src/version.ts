import packageJson from '../package.json' with { type: 'json' };

/** Version of the page; loaded with what shows it only, since the whole file comes along. */
export const version: string = packageJson.version;

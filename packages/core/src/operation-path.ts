/** The last segment of an operation's path: `saveSettings` is `save-settings`. */
export const operationPath = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

/**
 * Whether a name may be that of an operation: camel case, and none that is asked of any object (`then` by `await`,
 * `toJSON` by `JSON.stringify`, `_$…` and `__…` by frameworks).
 */
export const isOperationName = (name: string): boolean => /^(?!then$)[a-z]+([A-Z][a-z]+)*$/.test(name);

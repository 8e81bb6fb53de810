import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { findBrowser } from '../../../scripts/browser.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the one browser of all test files listens. */
    browser: string;
  }
}

/** Starts the browser that all test files share. */
export default async function startBrowser({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await chromium.launchServer({ ...(await findBrowser()), host: '127.0.0.1' });
  provide('browser', server.wsEndpoint());
  return () => server.close();
}

/** The browser, with nothing open; `close` ends what this file opened and leaves it to the others. */
export const openBrowser = (): Promise<Browser> => chromium.connect(inject('browser'));

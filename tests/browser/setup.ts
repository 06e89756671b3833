import type { TestProject } from 'vitest/node';
import { findFirefox, findTestChromium } from '../../tools/browser.mjs';
import { serveSite } from '../../tools/serve.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The built site at a server's root; ends with '/'. */
    site: string;
    /** The same files in a sub-folder, as in a learning management system; ends with '/x/y/'. */
    subfolder: string;
    chromium: string;
    /** Its path, or why there is none. */
    firefox: { readonly path: string } | { readonly missing: string };
  }
}

/** Serves dist/ for all browser tests; the returned function stops the servers. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const site = await serveSite({ port: 0 });
  const subfolder = await serveSite({ port: 0, base: '/x/y/' });
  project.provide('site', site.url);
  project.provide('subfolder', subfolder.url);
  project.provide('chromium', findTestChromium());
  project.provide('firefox', firefox());
  return async () => {
    await Promise.all([site.close(), subfolder.close()]);
  };
}

function firefox(): { path: string } | { missing: string } {
  try {
    return { path: findFirefox() };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

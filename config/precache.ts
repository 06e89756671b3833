import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** A file of the course as the service worker keeps it. */
export interface PrecachedFile {
  /** Address below the site's root, `en/lessons/memory/`, `_astro/theory.DiDxCpiK.js`; of the root itself `./`. */
  readonly url: string;
  /** Bytes, uncompressed: browsers keep it so. */
  readonly size: number;
  /** SHA-256 of the bytes in base64. */
  readonly hash: string;
}

/** The worker itself, which no worker keeps. */
export const WORKER = 'sw.js';

/**
 * What no page asks for: Pagefind's own widgets (the search's window is ours), notes for who reads the model's folder, and what
 * tells a host how to serve the site.
 */
const LEFT_OUT =
  /^(_headers|_redirects|CNAME|\..*)$|^pagefind\/pagefind-(component-ui|modular-ui|ui|highlight)\.(js|css)$|^models\/.*\.md$/;

/**
 * Everything that must be kept for the whole course to work offline: pages of both languages, scripts, styles, fonts,
 * the tiny model, WebAssembly, the search index.
 *
 * @param root the built site
 */
export function filesToKeep(root: string): PrecachedFile[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, sep).length).replaceAll(sep, '/'))
    .filter((path) => path !== WORKER && !LEFT_OUT.test(path))
    .sort()
    .map((path) => {
      const bytes = readFileSync(join(root, path));
      return {
        url: addressOf(path),
        size: bytes.length,
        hash: createHash('sha256').update(bytes).digest('base64'),
      };
    });
}

/** Pages by the address that links give them: some hosts redirect from the file's own. */
export function addressOf(path: string): string {
  return path.replace(/(^|\/)index\.html$/, '$1') || './';
}

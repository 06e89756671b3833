import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

/**
 * Makes the built site independent of the folder that it is served from (an LMS, a project page, a USB stick):
 * our own links are relative already (`src/i18n/links.ts`), and this rewrites the `/_astro/…` addresses that Astro emits.
 * Rejected: Astro's `base`, which needs one build per folder.
 */
export function relativeUrls(): AstroIntegration {
  return {
    name: 'relative-urls',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const root = fileURLToPath(dir);
        const files = await readdir(root, { recursive: true });
        for (const file of files.filter((name) => name.endsWith('.html') && name !== '404.html')) {
          const up = '../'.repeat(relative('', file).split(sep).length - 1) || './';
          const path = join(root, file);
          const html = await readFile(path, 'utf8');
          await writeFile(path, html.replaceAll(/(\s(?:src|href|content)=")\/(_astro\/)/g, `$1${up}$2`));
        }
        // Style sheets and what they name stand in the same folder.
        for (const file of files.filter((name) => name.endsWith('.css') && name.startsWith('_astro'))) {
          const path = join(root, file);
          await writeFile(path, (await readFile(path, 'utf8')).replaceAll('url(/_astro/', 'url('));
        }
        // 404.html is served at any depth: it carries a <base>, against which its links are resolved.
        const notFound = join(root, '404.html');
        const html = await readFile(notFound, 'utf8');
        await writeFile(notFound, html.replaceAll(/(\s(?:src|href)=")\/(_astro\/)/g, '$1$2'));
        logger.info('addresses made relative');
      },
    },
  };
}

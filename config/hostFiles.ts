import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { headersFile } from '../tools/hosting/headersFile';
import { type HostSettings, hostSettings } from '../tools/hosting/host';
import { withMetaPolicy } from '../tools/hosting/metaPolicy';
import { headerRules } from '../tools/hosting/rules';

/** Adds what the host needs that the site is built for; nothing where none is named. See `docs/hosting.md`. */
export function hostFiles(settings: HostSettings = hostSettings(process.env)): AstroIntegration {
  return {
    name: 'host-files',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const { host, base } = settings;
        if (!host) return;
        const root = fileURLToPath(dir);
        if (host === 'github') await prepareForGitHub(root, base);
        else await writeFile(join(root, '_headers'), headersFile(host, headerRules()));
        logger.info(`made ready for ${host}`);
      },
    },
  };
}

/** No headers there: pages state the policy themselves. And Jekyll would leave out folders that begin with “_”. */
async function prepareForGitHub(root: string, base: string): Promise<void> {
  await writeFile(join(root, '.nojekyll'), '');
  const files = await readdir(root, { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.html'))) {
    const path = join(root, file);
    const html = withMetaPolicy(await readFile(path, 'utf8'));
    // The one page that is shown at any depth.
    await writeFile(
      path,
      file === '404.html' ? html.replace('<base href="/">', `<base href="${base}">`) : html,
    );
  }
}

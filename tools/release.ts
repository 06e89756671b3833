/**
 * `npm run release`: the built site with its server and licences as `packages/low-rank-<version>.zip`, by the version of
 * package.json, and its checksum beside it. `-- --draft` packs what is not ready, and says why it is not.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { changelogEntries, hindrances } from './lib/changelog';
import { runAsCommand } from './lib/command.mjs';
import { ROOT } from './lib/npm.mjs';
import { offlineFiles, zipped } from './package-offline/build';
import { changedSince } from './package-offline/freshness';
import { openSite } from './package-scorm/site';

await runAsCommand(import.meta.url, async () => {
  const { values } = parseArgs({
    options: {
      from: { type: 'string', default: 'dist' },
      out: { type: 'string', default: 'packages' },
      draft: { type: 'boolean', default: false },
    },
  });
  const page = join(values.from, 'index.html');
  if (!existsSync(page))
    throw new Error(`There is no built site in "${values.from}": build it first with "npm run build".`);
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const changelog = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
  const against = hindrances(version, changelogEntries(changelog), changedSince(page, ROOT));
  if (against.length > 0 && !values.draft) throw new Error(against.join('\n'));
  for (const reason of against) console.warn(`A draft: ${reason}`);

  const name = `low-rank-${version}${values.draft ? '-draft' : ''}`;
  const files = new Map(offlineFiles(openSite(values.from)));
  files.set('CHANGELOG.md', new TextEncoder().encode(changelog));
  const zip = zipped(files, statSync(page).mtime, name);
  const checksum = createHash('sha256').update(zip).digest('hex');
  mkdirSync(values.out, { recursive: true });
  const path = join(values.out, `${name}.zip`);
  writeFileSync(path, zip);
  writeFileSync(`${path}.sha256`, `${checksum}  ${name}.zip\n`);
  console.log(`${path}  ${(zip.length / 1e6).toFixed(1)} MB, ${files.size} files\nsha256 ${checksum}`);
});

/** `npm run package:offline`: the built site with its server, as a folder and a zip that need no network. */
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { runAsCommand } from '../lib/command.mjs';
import { ROOT } from '../lib/npm.mjs';
import { openSite } from '../package-scorm/site';
import { modeOf, NAME, offlineFiles, zipped } from './build';
import { changedSince } from './freshness';

/** Writes the package anew; a folder of its name that is there from the last time goes. */
export function writeFolder(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes, { mode: modeOf(path) });
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

await runAsCommand(import.meta.url, async () => {
  const { values } = parseArgs({
    options: {
      from: { type: 'string', default: 'dist' },
      out: { type: 'string', default: 'packages' },
    },
  });
  const site = openSite(values.from);
  const page = join(values.from, 'index.html');
  if (!existsSync(page))
    throw new Error(
      `There is no built site in "${values.from}" to package: build it first with "npm run build".`,
    );
  const changed = changedSince(page, ROOT);
  if (changed !== undefined)
    console.warn(
      `"${values.from}" is older than ${changed}: this package holds the site as it was built then; "npm run build" makes it anew.`,
    );

  const files = offlineFiles(site);
  const folder = join(values.out, NAME);
  writeFolder(folder, files);
  const size = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  console.log(`${folder}  ${megabytes(size)}, ${files.size} files`);
  const zip = zipped(files, statSync(page).mtime);
  writeFileSync(`${folder}.zip`, zip);
  console.log(`${folder}.zip  ${megabytes(zip.length)}`);
  console.log(
    `Start it with "node ${join(folder, 'server', 'offline.mjs')}"; README.html in it says how else.`,
  );
});

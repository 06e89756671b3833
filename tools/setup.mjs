/**
 * Makes a fresh checkout ready: packages, and the Node that the site needs. Runs on any Node from 20, before anything
 * is installed, and therefore imports nothing but Node's own modules.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAsCommand } from './lib/command.mjs';
import { npm, ROOT, run } from './lib/npm.mjs';
import { allowedScripts, installStamp } from './lib/stamp.mjs';

export { run } from './lib/npm.mjs';

const OLDEST_NODE = 20;
const STAMP = join(ROOT, 'node_modules', '.low-rank-stamp');

/** @returns {string} the version of the Node in node_modules, or '' when it cannot run */
function installedNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  try {
    return execFileSync(join(ROOT, 'node_modules', 'node', 'bin', name), ['--version'], {
      encoding: 'utf8',
    }).trim();
  } catch {
    return '';
  }
}

/**
 * Installs what package.json and its lock ask for, unless that is there already.
 *
 * @returns {Promise<void>}
 * @throws {Error} one sentence for the person at the keyboard
 */
export async function setup() {
  const running = process.versions.node;
  if (Number.parseInt(running, 10) < OLDEST_NODE) {
    throw new Error(
      `Low Rank needs Node ${OLDEST_NODE} or newer, and this is Node ${running}: see https://nodejs.org.`,
    );
  }
  const manifest = readFileSync(join(ROOT, 'package.json'), 'utf8');
  const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
  const patches = readdirSync(join(ROOT, 'patches'))
    .filter((name) => name.endsWith('.patch'))
    .map((name) => readFileSync(join(ROOT, 'patches', name), 'utf8'));
  const stamp = installStamp(manifest, [lock, ...patches].join('\n'), process);
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return;

  console.log('Installing the packages (once; about a minute) ...');
  if ((await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'])) !== 0) {
    throw new Error(
      'The packages could not be installed: check the network connection, and that you may write to this folder; npm says more above.',
    );
  }
  // .npmrc switches install scripts off for every package; these are the few that package.json allows by name.
  for (const name of allowedScripts(manifest)) {
    const code = await npm(['rebuild', name, '--ignore-scripts=false', '--loglevel=error']);
    if (code !== 0) {
      throw new Error(
        `The package "${name}" could not finish its installation: check the network connection and try again.`,
      );
    }
  }
  // The packages that we had to mend; each patch says in patches/README.md what it is for.
  if ((await run('patch', [], { quiet: true })) !== 0) {
    throw new Error('A patch of patches/ does not fit the installed package: "npm run patch" says more.');
  }
  const wanted = JSON.parse(manifest).devDependencies.node.split('.')[0];
  const version = installedNode();
  if (!version.startsWith(`v${wanted}.`)) {
    const found = version ? `is ${version}` : 'does not run here';
    throw new Error(
      `Node ${wanted} was installed into node_modules, but what lies there ${found}: delete node_modules and try again.`,
    );
  }
  // Written last, so that an installation that was cut short is done again.
  writeFileSync(STAMP, stamp);
}

await runAsCommand(import.meta.url, async () => {
  await setup();
  console.log(`Ready, on Node ${installedNode().slice(1)}.`);
});

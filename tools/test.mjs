/** `npm test`: everything that has to hold before a commit, in one command. `--fast` leaves out what needs a build. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findTestChromium } from './browser.mjs';
import { runAsCommand } from './lib/command.mjs';
import { ROOT } from './lib/npm.mjs';
import { countCheck, countReport, listFailures, sumCounts } from './lib/report.mjs';
import { run, setup } from './setup.mjs';

/** @import { Count } from './lib/report.mjs' */

const REPORTS = join(ROOT, '.cache', 'test');

const FAST = ['lint', 'types', 'test:unit', 'test:content'];
const ALL = [...FAST, 'build', 'test:site', 'test:browser'];
const NEEDS_BUILD = ['test:site', 'test:browser'];

/** @param {string} part @param {string[]} failures said at the end @returns {Promise<Count>} */
async function runPart(part, failures) {
  if (!part.startsWith('test:')) return countCheck(await run(part));
  const report = join(REPORTS, `${part.replace('test:', '')}.json`);
  const code = await run(part, ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  let json;
  try {
    json = readFileSync(report, 'utf8');
  } catch {
    // Vitest crashed before it wrote one, and countReport makes that a failure.
  }
  failures.push(...listFailures(json));
  return countReport(json, code);
}

/** @returns {string} why the browser part cannot run, or '' */
function prepareBrowser() {
  try {
    process.env.LOW_RANK_CHROMIUM = findTestChromium();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @param {string[]} parts @returns {Promise<Count>} */
async function runParts(parts) {
  const noBrowser = parts.includes('test:browser') ? prepareBrowser() : '';
  /** @type {Map<string, Count>} */
  const counts = new Map();
  /** @type {string[]} */
  const failures = [];
  for (const part of parts) {
    const start = performance.now();
    console.log(`\n--- ${part}`);
    const buildFailed = NEEDS_BUILD.includes(part) && counts.get('build')?.failed;
    const hindrance = buildFailed ? 'The build failed.' : part === 'test:browser' ? noBrowser : '';
    if (hindrance) console.log(hindrance);
    const count = hindrance ? { passed: 0, failed: 1 } : await runPart(part, failures);
    counts.set(part, count);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`--- ${part}: ${count.passed} passed, ${count.failed} failed, ${seconds} s`);
  }
  console.log('');
  for (const failure of failures) console.log(`${failure}\n`);
  for (const [part, count] of counts) if (count.failed > 0) console.log(`Failed: ${part}`);
  return sumCounts([...counts.values()]);
}

await runAsCommand(import.meta.url, async () => {
  const { values } = parseArgs({ options: { fast: { type: 'boolean', default: false } } });
  let total = { passed: 0, failed: 1 };
  try {
    await setup();
    // A report from the last time must not speak for a part that crashes now.
    rmSync(REPORTS, { recursive: true, force: true });
    mkdirSync(REPORTS, { recursive: true });
    total = await runParts(values.fast ? FAST : ALL);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
});

import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * Runs a file's main function when the file was called from the command line, not when it was imported. An error
 * becomes one sentence and exit code 1, without a stack trace: who calls a command reads what to do, not our code.
 *
 * @param {string} moduleUrl the caller's import.meta.url
 * @param {() => Promise<void>} main
 * @returns {Promise<void>}
 */
export async function runAsCommand(moduleUrl, main) {
  const called = process.argv[1];
  if (!called || pathToFileURL(realpathSync(called)).href !== moduleUrl) return;
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

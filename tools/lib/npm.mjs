import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, without a trailing slash. */
export const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/**
 * How to call npm. Inside `npm run` the very npm that was called is used again, on the Node it ran on: after the first
 * installation `process.execPath` is the Node inside node_modules, which `npm ci` is about to delete.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ command: string, prefix: string[], shell: boolean }}
 */
export function npmCommand(env = process.env) {
  const script = env.npm_execpath;
  if (script && /npm-cli\.[cm]?js$/.test(script)) {
    return { command: env.npm_node_execpath ?? process.execPath, prefix: [script], shell: false };
  }
  // npm is a .cmd file on Windows, which only a shell can start.
  return { command: 'npm', prefix: [], shell: process.platform === 'win32' };
}

/**
 * Runs npm in the repository's root. SIGINT and SIGTERM are passed on and awaited, so that stopping us leaves nothing
 * running.
 *
 * @param {string[]} args
 * @param {{ quiet?: boolean, env?: Record<string, string> }} [options] quiet: output is dropped
 * @returns {Promise<number>} the exit code; 127 when npm is missing, 128 + n after signal n
 */
export function npm(args, { quiet = false, env = {} } = {}) {
  const { command, prefix, shell } = npmCommand();
  return new Promise((done) => {
    const child = spawn(command, [...prefix, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      shell,
      stdio: quiet ? 'ignore' : 'inherit',
    });
    /** @type {NodeJS.Signals | undefined} */
    let received;
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      received = signal;
      child.kill(signal);
    };
    process.on('SIGINT', forward);
    process.on('SIGTERM', forward);
    /** @param {number} code */
    const finish = (code) => {
      process.off('SIGINT', forward);
      process.off('SIGTERM', forward);
      if (received) process.exit(128 + constants.signals[received]);
      done(code);
    };
    child.once('error', () => finish(127));
    child.once('close', (code, signal) => finish(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

/**
 * Runs one script of package.json, on the Node that the repository brings (npm puts node_modules/.bin first on PATH).
 *
 * @param {string} script
 * @param {string[]} [args]
 * @param {{ quiet?: boolean, env?: Record<string, string> }} [options]
 * @returns {Promise<number>} the exit code
 */
export function run(script, args = [], options = {}) {
  return npm(['run', '-s', script, ...(args.length > 0 ? ['--', ...args] : [])], options);
}

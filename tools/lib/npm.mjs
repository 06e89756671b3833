import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onStop } from './stop.mjs';

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
 * Runs npm in the repository's root. When we are to stop, it and everything it started stop first.
 *
 * @param {string[]} args
 * @param {{ quiet?: boolean, env?: Record<string, string> }} [options] quiet: output is dropped
 * @returns {Promise<number>} the exit code; 127 when npm is missing, 128 + n after signal n
 */
export function npm(args, { quiet = false, env = {} } = {}) {
  const { command, prefix, shell } = npmCommand();
  const output = quiet ? 'ignore' : 'inherit';
  // A process group of its own, so that one signal reaches npm, its shell and the program inside alike.
  const detached = process.platform !== 'win32';
  return new Promise((done) => {
    const child = spawn(command, [...prefix, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      shell,
      detached,
      stdio: ['ignore', output, output],
    });
    /** @type {NodeJS.Signals | undefined} */
    let received;
    const stopListening = onStop((signal) => {
      received = signal;
      try {
        if (child.pid) process.kill(detached ? -child.pid : child.pid, signal);
      } catch {
        // It has ended in the meantime.
      }
    });
    /** @param {number} code */
    const finish = (code) => {
      stopListening();
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

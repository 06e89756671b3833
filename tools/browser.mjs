/** Finds a Chromium for tests, audits and benchmarks, and a Firefox for tests: the repository downloads none by itself. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Debian's small Chromium without windows: the same engine, and pages open in about half the time. */
const SHELL = 'chromium-headless-shell';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** @param {string} file @returns {boolean} */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {NodeJS.ProcessEnv} env @returns {string[]} where system-wide installations lie, best first */
function systemPlaces(env) {
  if (process.platform === 'darwin') {
    const apps = ['/Applications', join(homedir(), 'Applications')];
    return apps.flatMap((app) => [
      join(app, 'Google Chrome.app/Contents/MacOS/Google Chrome'),
      join(app, 'Chromium.app/Contents/MacOS/Chromium'),
    ]);
  }
  if (process.platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(
      (root) => root !== undefined,
    );
    return roots.flatMap((root) => [
      join(root, 'Google/Chrome/Application/chrome.exe'),
      join(root, 'Chromium/Application/chrome.exe'),
    ]);
  }
  return NAMES.flatMap((name) => onPath(name, env));
}

/** @param {string} name @param {NodeJS.ProcessEnv} env @returns {string[]} */
function onPath(name, env) {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name));
}

/** @param {NodeJS.ProcessEnv} env @returns {string[]} Chromiums that Playwright has downloaded, newest first */
function playwrightPlaces(env) {
  const caches = {
    darwin: join(homedir(), 'Library/Caches/ms-playwright'),
    win32: join(env.LOCALAPPDATA ?? homedir(), 'ms-playwright'),
  };
  const cache =
    env.PLAYWRIGHT_BROWSERS_PATH ??
    (process.platform === 'darwin' || process.platform === 'win32'
      ? caches[process.platform]
      : join(homedir(), '.cache/ms-playwright'));
  if (!existsSync(cache)) return [];
  /** @param {string} name */
  const revision = (name) => Number(name.replace('chromium-', ''));
  return readdirSync(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => revision(b) - revision(a))
    .flatMap((name) =>
      [
        'chrome-linux/chrome',
        'chrome-linux64/chrome',
        'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
        'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
        'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
        'chrome-win/chrome.exe',
        'chrome-win64/chrome.exe',
      ].map((file) => join(cache, name, file)),
    );
}

/** @returns {boolean} whether apt may install for us: a bare container, typically */
const canUseApt = () =>
  process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string} path of a Chromium or Chrome
 * @throws {Error} one sentence that says what to install
 */
export function findChromium(env = process.env) {
  const named = env.LOW_RANK_CHROMIUM ?? env.CHROMIUM_PATH;
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`LOW_RANK_CHROMIUM or CHROMIUM_PATH names "${named}", which is not a program.`);
  }
  const search = () => [...systemPlaces(env), ...playwrightPlaces(env)].find(isExecutable);
  const found = search();
  if (found) return found;

  if (canUseApt()) {
    console.log('Installing Chromium for the browser tests ...');
    installByApt(['chromium', 'fonts-noto-cjk'], env);
    const installed = search();
    if (installed) return installed;
  }
  throw new Error(
    'No Chromium was found: install Chromium or Google Chrome, or name one in the environment variable LOW_RANK_CHROMIUM.',
  );
}

/** @param {string[]} packages @param {NodeJS.ProcessEnv} env */
function installByApt(packages, env) {
  /** @type {import('node:child_process').SpawnSyncOptions} */
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  // A stale mirror among several fails the update while the package is still there: the installation decides.
  spawnSync('apt-get', ['update', '-qq'], options);
  spawnSync('apt-get', ['install', '-y', '-qq', ...packages], options);
}

/**
 * For tests, which open hundreds of pages: the shell where there is one or apt can bring it, else any Chromium. Measurements take
 * the browser that readers have.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string}
 * @throws {Error} one sentence that says what to install
 */
export function findTestChromium(env = process.env) {
  const any = findChromium(env);
  if (env.LOW_RANK_CHROMIUM ?? env.CHROMIUM_PATH) return any;
  const search = () => onPath(SHELL, env).find(isExecutable);
  if (!search() && canUseApt()) installByApt([SHELL], env);
  return search() ?? any;
}

/** @param {NodeJS.ProcessEnv} env @returns {string[]} where a Firefox may lie, best first */
function firefoxPlaces(env) {
  if (process.platform === 'darwin') return ['/Applications/Firefox.app/Contents/MacOS/firefox'];
  if (process.platform === 'win32')
    return [join(env.PROGRAMFILES ?? 'C:\\Program Files', 'Mozilla Firefox/firefox.exe')];
  return ['firefox-esr', 'firefox'].flatMap((name) => onPath(name, env));
}

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string} path of a Firefox
 * @throws {Error} one sentence that says what to install
 */
export function findFirefox(env = process.env) {
  const named = env.LOW_RANK_FIREFOX;
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`LOW_RANK_FIREFOX names "${named}", which is not a program.`);
  }
  const search = () => firefoxPlaces(env).find(isExecutable);
  if (!search() && canUseApt()) {
    console.log('Installing Firefox for the browser tests ...');
    installByApt(['firefox-esr'], env);
  }
  const found = search();
  if (found) return found;
  throw new Error(
    'No Firefox was found: install Firefox, or name one in the environment variable LOW_RANK_FIREFOX.',
  );
}

/**
 * How playwright-core starts Chromium.
 *
 * @param {{ webgpu?: boolean }} [options] webgpu: give it WebGPU on a software adapter; without, a machine with no GPU
 *   has `navigator.gpu` but no adapter
 * @returns {{ executablePath: string, headless: true, args: string[] }}
 */
export function launchOptions({ webgpu = false } = {}) {
  return {
    executablePath: findChromium(),
    headless: true,
    args: [
      ...chromiumArguments,
      ...(webgpu ? ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'] : []),
    ],
  };
}

/** No sandbox, since containers run as root; and nothing that calls home in the middle of a measurement. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

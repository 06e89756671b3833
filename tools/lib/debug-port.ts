import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumArguments, findChromium } from '../browser.mjs';

/**
 * Starts Chromium with an open debugging port and nothing attached to it. playwright-core could open one too, but it
 * stays attached to every page itself, which shows in Lighthouse's timings.
 *
 * @returns the port, and a function that ends the browser and deletes its profile
 * @throws Error when Chromium ends before it listens
 */
export async function openDebugPort(): Promise<{ port: number; close(): Promise<void> }> {
  const profile = await mkdtemp(join(tmpdir(), 'low-rank-chromium-'));
  const args = [
    ...chromiumArguments,
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
  ];
  const browser = spawn(findChromium(), [...args, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((done) => browser.once('close', () => done()));
  const port = await new Promise<number>((found, fail) => {
    let log = '';
    browser.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-10_000);
      const match = /DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(log);
      if (match) found(Number(match[1]));
    });
    browser.once('error', fail);
    browser.once('close', () =>
      fail(new Error(`Chromium ended before it could be used: ${log.slice(-500)}`)),
    );
  });
  return {
    port,
    close: async () => {
      browser.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withMetaPolicy } from '../../tools/hosting/metaPolicy';
import { serveSite } from '../../tools/serve.mjs';
import { launch, openPage } from './support';

/** The site as a host without headers shows it, GitHub Pages for one: each page states the policy itself. */
let browser: Browser;
let folder = '';
let site: Awaited<ReturnType<typeof serveSite>>;
beforeAll(async () => {
  browser = await launch();
  folder = mkdtempSync(join(tmpdir(), 'low-rank-meta-'));
  cpSync('dist', folder, { recursive: true });
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.html')) {
      const path = join(folder, name);
      writeFileSync(path, withMetaPolicy(readFileSync(path, 'utf8')));
    }
  site = await serveSite({ root: folder, port: 0, base: '/low-rank/', headers: false });
});
afterAll(async () => {
  await Promise.all([browser.close(), site.close()]);
  rmSync(folder, { recursive: true, force: true });
});

it.each(['', 'en/', 'zh/lessons/lora/', 'en/calculator/', 'en/embed/zero-stages/'])(
  'breaks nothing of /%s, and lets no inline script in',
  async (path) => {
    // The refusal of what is tried below.
    const page = await openPage(browser, site.url + path, {
      expectedErrors: [/Executing inline script violates/],
    });
    await page.waitForLoadState('networkidle');
    for (const figure of (await page.locator('.figure').all()).slice(0, 2)) {
      await figure.evaluate((element) => element.scrollIntoView());
      await expect.poll(() => figure.getAttribute('data-state')).toBe('ready');
    }
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.injected = true';
      document.head.append(script);
      return 'injected' in globalThis;
    });
    expect(ran).toBe(false);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  },
);

it('trains on one thread, and says so', { timeout: 240_000 }, async () => {
  const page = await openPage(
    browser,
    `${site.url}en/lab/?v=1&task=questions&methods=lora&steps=10&backend=wasm`,
  );
  const lab = page.locator('lr-laboratory');
  await expect.poll(() => lab.getAttribute('data-state')).toBe('idle');
  await page.click('[data-button="train"]');
  await expect.poll(() => lab.getAttribute('data-state'), { timeout: 200_000 }).toBe('done');
  expect(await lab.textContent()).toMatch(/one thread/);
});

import { chromium } from 'playwright-core';
const out = '/tmp/exp-shots'; import { mkdirSync } from 'node:fs'; mkdirSync(out, { recursive: true });
const base = 'http://localhost:4413/';
const rec = (state, seed, at, extra = {}) => ({ last: { state, score: state === 'right' ? 1 : 0, seed, answer: '65536', hints: 0, at, streak: state === 'right' ? 1 : 0 }, best: state === 'right' ? 1 : 0, attempts: 1, rightAt: state === 'right' ? at : null, wrongAt: state === 'right' ? null : at, ...extra });
const now = Date.now(), day = 864e5;
const progress = { version: 1, epoch: 0, lessons: { lora: { since: now, at: now, place: 'check' } }, student: { name: 'Ada Lovelace', at: 1 },
  exercises: { 'lora/count': rec('right', 1, now - 10 * day), 'lora/eckart-young': rec('wrong', 2, now), 'lora/scale': rec('shown', 1, now), 'memory/units': rec('right', 1, now), 'memory/doubling-cards': rec('right', 1, now), 'memory/thirteen-billion': rec('right', 1, now), 'memory/sixteen-sequences': rec('right', 1, now) } };
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-background-networking'] });
const shots = JSON.parse(process.argv[2]);
for (const [name, path, width, theme, kept, act] of shots) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme });
  const page = await context.newPage();
  page.on('pageerror', (e) => console.log(name, 'ERROR', e.message));
  page.on('console', (m) => m.type() === 'error' && console.log(name, m.text()));
  if (kept) await page.addInitScript((p) => localStorage.setItem('low-rank-progress', p), JSON.stringify(progress));
  await page.goto(base + path);
  await page.waitForTimeout(500);
  if (act === 'receipt') { await page.click('[data-receipt-form] button'); await page.locator('#receipt').scrollIntoViewIfNeeded(); }
  if (act === 'print') { await page.click('[data-receipt-form] button'); await page.pdf({ path: `${out}/${name}.pdf` }); await page.emulateMedia({ media: 'print' }); }
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (over > 0) console.log(name, 'overflow', over);
  await page.screenshot({ path: `${out}/${name}.png`, fullPage: act === 'full' || act === 'receipt' });
  if (act === 'part') { await page.locator('#lessons').scrollIntoViewIfNeeded(); await page.evaluate(() => document.querySelector('#lessons').scrollIntoView()); await page.waitForTimeout(200); await page.screenshot({ path: `${out}/${name}.png` }); }
  await context.close();
}
await browser.close();

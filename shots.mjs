import { chromium } from 'playwright-core';
import { spawn } from 'node:child_process';
const server = spawn('node_modules/.bin/node', ['tools/serve.mjs', '--port', '4411'], { stdio: 'ignore' });
await new Promise((r) => setTimeout(r, 1500));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-background-networking'] });
try {
for (const [lang, width, theme] of [['en', 1280, 'light'], ['zh', 360, 'dark'], ['en', 360, 'light']]) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: theme });
  page.on('console', (m) => { if (m.type() !== 'log') console.log(lang, m.type(), m.text()); });
  page.on('pageerror', (e) => console.log('ERR', e.stack));
  let bytes = 0; const big = [];
  page.on('response', async (r) => { if (r.request().resourceType() === 'script') { const b = await r.body().catch(() => null); if (b) { const { gzipSync } = await import('node:zlib'); const n = gzipSync(b).length; big.push([n, r.url().split('/').pop()]); bytes += n; } } });
  await page.goto(`http://127.0.0.1:4411/${lang}/lessons/memory/`);
  await page.evaluate(async () => { for (let y = 0; y < document.body.scrollHeight; y += 500) { scrollTo(0, y); await new Promise((d) => setTimeout(d, 20)); } });
  await page.waitForTimeout(1500);
  console.log(lang, width, 'script bytes', bytes);
  big.length = 0;
  const fill = async (name, text) => { const i = page.locator(`#exercise-${name} input[type="text"]`).first(); await i.fill(text); await i.press('Enter'); await page.waitForTimeout(900); };
  await fill('sixteen-bytes', '21 GiB');
  console.log('after number', big.map(([n, u]) => `${u} ${n}`).join(', ')); big.length = 0;
  await fill('write-the-term', '8LH/2 phi(T+1)^2');
  console.log('after formula', big.map(([n, u]) => `${u} ${n}`).join(', '));
  await page.locator('#exercise-largest-term [data-check]').click();
  await page.waitForTimeout(500);
  await page.locator('#exercise-units input').first().check();
  await page.locator('#exercise-units [data-check]').click();
  for (const [i, b] of (await page.locator('#exercise-doubling-cards input').all()).entries()) await b.fill(`${20 + i} GB`);
  await page.locator('#exercise-doubling-cards [data-check]').click();
  await page.locator('#exercise-fill-the-cards [data-check]').click();
  await page.waitForTimeout(800);
  const top = await page.locator('#check').boundingBox();
  const s = await page.evaluate(() => scrollY);
  const end = await page.locator('#summary').boundingBox();
  await page.screenshot({ path: `/tmp/ex-${lang}-${width}.png`, fullPage: true, clip: { x: 0, y: top.y + s, width, height: Math.min(end.y - top.y, 6000) } });
  await page.close();
}
} finally { await browser.close(); server.kill(); }

import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

mkdirSync('/tmp/exd', { recursive: true });
const b = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
});
const [lessons, shots] = [
  ['prefix-prompt', 'compare'],
  [
    ['en', 1280, 'light'],
    ['zh', 360, 'dark'],
    ['en', 360, 'light'],
    ['zh', 1280, 'dark'],
  ],
];
for (const slug of lessons)
  for (const [lang, w, scheme] of shots) {
    const c = await b.newContext({ viewport: { width: w, height: 900 }, colorScheme: scheme });
    const p = await c.newPage();
    p.on('pageerror', (e) => console.log('ERR', slug, lang, e.message));
    await p.goto(`http://localhost:4424/${lang}/lessons/${slug}/`);
    await p.waitForTimeout(500);
    await p.evaluate(() => {
      for (const d of document.querySelectorAll('.exercise details')) d.open = true;
    });
    const over = await p.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    console.log(slug, lang, w, 'overflow', over);
    const ex = await p.$$('.exercise');
    const y0 = (await ex[0].boundingBox()).y,
      last = await ex.at(-1).boundingBox();
    const total = await p.evaluate(() => scrollY);
    const end = last.y;
    const H = w === 360 ? 5200 : 4200;
    let i = 0;
    for (let y = y0 - 60; y < end + 100; y += H)
      await p.screenshot({
        path: `/tmp/exd/${slug}-${lang}-${w}-${i++}.png`,
        fullPage: true,
        clip: { x: 0, y: y + total, width: w, height: Math.min(H, end + 1500 - y) },
      });
    await c.close();
  }
await b.close();

import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-background-networking'] });
const page = await browser.newPage();
for (const [name, from, to, out] of JSON.parse(process.argv[2])) {
  const b = readFileSync(`/tmp/exp-shots/${name}.png`); const w = b.readUInt32BE(16), h = b.readUInt32BE(20);
  const a = from < 0 ? h + from : from, z = to <= 0 ? h + to : Math.min(to, h);
  await page.setViewportSize({ width: w, height: z - a });
  await page.setContent(`<body style="margin:0;overflow:hidden"><img style="position:absolute;top:${-a}px" src="data:image/png;base64,${b.toString('base64')}">`);
  await page.waitForTimeout(200);
  await page.screenshot({ path: `/tmp/exp-shots/${out}.png` });
}
await browser.close();

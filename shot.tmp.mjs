import { chromium } from 'playwright-core';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-background-networking'] });
const base = 'http://localhost:4412/';
async function shot(file, lang, lesson, name, width, theme, source) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: theme, hasTouch: width < 500 });
  const page = await context.newPage();
  page.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') console.log(file, m.text()); });
  page.on('pageerror', (e) => console.log(file, 'ERR', e.message));
  await page.goto(`${base}${lang}/lessons/${lesson}/`);
  const at = `#exercise-${name}`;
  if (source) {
    await page.focus(`${at} textarea`);
    await page.waitForSelector(`${at} .cm-content`);
    await page.focus(`${at} .cm-content`);
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(source);
    await page.keyboard.press('Control+Enter');
    await page.waitForFunction((s) => { const v = document.querySelector(`${s} [data-verdict]`); return v?.dataset.is; }, at, { timeout: 20000 }).catch((e) => console.log(file, e.message));
  }
  await page.waitForTimeout(400);
  await page.locator(at).screenshot({ path: `/tmp/${file}.png` });
  console.log(file, (await page.locator(`${at} [data-verdict]`).textContent())?.slice(0, 200), 'overflow', await page.evaluate(() => document.documentElement.scrollWidth > innerWidth));
  await context.close();
}
await shot('c1', 'en', 'lora', 'write-forward', 1280, 'light');
await shot('c2', 'en', 'lora', 'write-forward', 1280, 'light', `function loraForward(x: number[][], W: number[][], A: number[][], B: number[][], alpha: number): number[][] {\n  const base = multiply(x, W);\n  const update = multiply(multiply(x, A), transpose(B));\n  console.log(base);\n  return base.map((row, t) => row.map((value, j) => value + alpha * update[t][j]));\n}\nconst transpose = (a: number[][]) => a[0].map((_, j) => a.map((row) => row[j]));\nconst multiply = (a: number[][], b: number[][]) => a.map((row) => b[0].map((_, j) => row.reduce((s, x, i) => s + x * b[i][j], 0)));\n`);
await shot('c3', 'zh', 'memory', 'write-the-formula', 360, 'dark', `function memoryPerGpu(run) {\n  for (;;) run.at;\n}`);
await shot('c4', 'zh', 'qlora', 'write-nf4', 360, 'light', `const quantizeBlock = (weights: number[], levels: number[]) => {\n  const absmax = Math.max(...weights);\n  return { absmax, codes: weights.map(() => 7), restored: weights.map(() => 0) };\n};`);
await browser.close();

import { chromium } from 'playwright-core';

const b = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
});
const c = await b.newContext({ viewport: { width: 1280, height: 900 } });
const p = await c.newPage();
p.on('pageerror', (e) => console.log('ERR', e.message));
const ex = (n) => p.locator(`[data-exercise="${n}"]`);
const verdict = async (n) =>
  console.log(
    n,
    await ex(n).getAttribute('data-state'),
    '|',
    (await ex(n).locator('[data-verdict]').innerText()).replace(/\n+/g, ' / ').slice(0, 200),
  );
const check = async (n) => {
  await ex(n).locator('[data-check]').focus();
  await p.keyboard.press('Enter');
  await p.waitForTimeout(400);
  await verdict(n);
};
const field = async (n, i, t) => {
  const f = ex(n).locator('.exercise-form input[type="text"], input.exercise-blank').nth(i);
  await f.focus();
  await p.keyboard.press('Control+A');
  await p.keyboard.type(t);
};
const open = async (u) => {
  await p.goto('http://localhost:4424' + u);
  await p.waitForTimeout(800);
};
const radio = async (fig, name, v) => {
  const r = p.locator(`#${fig} input[name="${fig}-${name}"][value="${v}"]`);
  await r.focus();
  await p.keyboard.press('Space');
  await p.waitForTimeout(200);
};
const num = async (fig, name, v) => {
  const r = p.locator(`#${fig} input[type=text][name="${name}"]`).first();
  await r.focus();
  await p.keyboard.press('Control+A');
  await p.keyboard.type(v);
  await p.keyboard.press('Enter');
  await p.waitForTimeout(300);
};
const text = async (n) =>
  console.log('  Q', (await ex(n).innerText()).split('\n').slice(1, 4).join(' ').slice(0, 260));
await open('/en/lessons/prefix-prompt/?seed=1');
await text('prefix-prompt/shapes');
await field('prefix-prompt/shapes', 0, 'L');
await field('prefix-prompt/shapes', 1, 'H');
await check('prefix-prompt/shapes');
await field('prefix-prompt/shapes', 0, 'k');
await check('prefix-prompt/shapes');
await text('prefix-prompt/equal-scores');
await field('prefix-prompt/equal-scores', 0, '1/(k+t)');
await check('prefix-prompt/equal-scores');
await field('prefix-prompt/equal-scores', 0, '1/(5k+t)');
await check('prefix-prompt/equal-scores');
await text('prefix-prompt/ratios');
for (const [i, t] of [
  [0, '0.1'],
  [1, '0.04'],
  [2, '2.5'],
])
  await field('prefix-prompt/ratios', i, t);
await check('prefix-prompt/ratios');
await text('prefix-prompt/share-in-figure');
await check('prefix-prompt/share-in-figure');
const q = await ex('prefix-prompt/share-in-figure').locator('data[data-given]').allInnerTexts();
console.log(q);
// try all states until right
const row = q[0];
await radio('prefix-attention', 'row', row);
let done = false;
for (const l of ['1', '2', '3', '4']) {
  await num('prefix-attention', 'length', l);
  for (const s of ['0', '0.5', '1', '2', '4']) {
    await radio('prefix-attention', 'strength', s);
    await ex('prefix-prompt/share-in-figure').locator('[data-check]').click();
    await p.waitForTimeout(150);
    const st = await ex('prefix-prompt/share-in-figure').getAttribute('data-state');
    if (st === 'right') {
      console.log('reached', l, s);
      await verdict('prefix-prompt/share-in-figure');
      done = true;
      break;
    }
  }
  if (done) break;
}
if (process.argv[2]) {
  await text('prefix-prompt/who-leads');
  await ex('prefix-prompt/who-leads').locator('input[value="prefix"]').focus();
  await p.keyboard.press('Space');
  await check('prefix-prompt/who-leads');
  const task = await ex('prefix-prompt/who-leads').locator('data[data-given="task"]').first().innerText();
  await p.locator('#lab-run select[name=task]').selectOption({ label: task });
  await num('lab-run', 'steps', '50');
  await p.locator('#lab-run [data-train]').focus();
  await p.keyboard.press('Enter');
  await p.waitForFunction(() => document.querySelector('#lab-run').dataset.run === 'done', null, {
    timeout: 150000,
  });
  await p.waitForTimeout(800);
  await verdict('prefix-prompt/who-leads');
}
await open('/en/lessons/compare/?seed=1');
await text('compare/equal-size');
const e = await ex('compare/equal-size').locator('data[data-given]').allInnerTexts();
console.log(e);
await check('compare/equal-size');
await p.locator('#layer-methods select[name=model]').selectOption({ label: e[0] });
await num('layer-methods', 'rank', e[1]);
await check('compare/equal-size');
await num('layer-methods', 'bottleneck', e.at(-5));
await num('layer-methods', 'tokens', e.at(-4));
await check('compare/equal-size');
await text('compare/find-a-case');
const f = await ex('compare/find-a-case').locator('data[data-given]').allInnerTexts();
console.log(f);
await check('compare/find-a-case');
const g = '#decision-guide';
const L = {
  'hundreds of examples': 'hundreds',
  'thousands of examples': 'thousands',
  'a large corpus': 'corpus',
  'one task': 'one',
  'a few tasks': 'few',
  'dozens of tasks': 'many',
  'delay does not matter': 'relaxed',
  'every millisecond counts': 'strict',
};
await radio('decision-guide', 'data', L[f[0]]);
await radio('decision-guide', 'tasks', L[f[1]]);
await radio('decision-guide', 'latency', L[f[2]]);
await check('compare/find-a-case');
const pick = async (n, l) => {
  const s = p.locator(`${g} select[name=${n}]`);
  const o = await s.locator('option').allInnerTexts();
  const m = o.find((x) => x.startsWith(l)) ?? o[0];
  await s.selectOption({ label: m });
  await p.waitForTimeout(200);
};
await pick('model', f.at(-4));
await pick('gpu', f.at(-3));
await check('compare/find-a-case');
await text('compare/places');
const sel = ex('compare/places').locator('select');
console.log(await sel.count(), await ex('compare/places').locator('[data-targets]').innerText());
for (let i = 0; i < (await sel.count()); i++) {
  await sel.nth(i).focus();
  await p.keyboard.press('ArrowDown');
}
await check('compare/places');
await text('compare/by-size');
const up = ex('compare/by-size').locator('button').nth(2);
await up.focus();
await p.keyboard.press('Enter');
await check('compare/by-size');
await text('compare/less-memory');
await field('compare/less-memory', 0, '313 MB');
await check('compare/less-memory');
await field('compare/less-memory', 0, '418 MB');
await check('compare/less-memory');
await b.close();

import { chromium } from 'playwright-core';

const b = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
});
const p = await b.newPage();
for (const [task, steps] of [[process.argv[2], Number(process.argv[3])]]) {
  await p.goto(
    `http://localhost:4424/en/lessons/prefix-prompt/?figure=lab-run&v=1&task=${task}&steps=${steps}#lab-run`,
  );
  await p.waitForTimeout(1500);
  await p.click('#lab-run [data-train]');
  const t = Date.now();
  await p.waitForFunction(
    () => ['done', 'error', 'stopped'].includes(document.querySelector('#lab-run').dataset.run),
    null,
    { timeout: 400000 },
  );
  const rows = await p.$$eval('#lab-run tr[data-method]', (r) =>
    r.map(
      (x) =>
        x.dataset.method +
        ' ' +
        [...x.querySelectorAll('data')].map((d) => d.dataset.quantity + '=' + d.value).join(' '),
    ),
  );
  console.log(task, steps, (Date.now() - t) / 1000, await p.getAttribute('#lab-run', 'data-run'));
  console.log(rows.join('\n'));
}
await b.close();

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launch, openPage, untilDrawn } from './support';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** A figure by itself, as decks and full screen show it: zoomed. */
async function zoomed(name: string, query: string): Promise<Page> {
  const page = await openPage(browser, `${inject('site')}en/embed/${name}/?v=1${query}`);
  await page.waitForSelector(`[id="${name}"][data-state="ready"]`);
  await page.evaluate((id) => {
    const figure = document.getElementById(id);
    if (figure) figure.style.zoom = '1.5';
  }, name);
  await untilDrawn(page);
  return page;
}

describe('a drawing that is zoomed', () => {
  it('takes the weight under the pointer', async () => {
    const page = await zoomed('quantization-line', '');
    const weight = page.locator('input[type="range"]').nth(1);
    const before = await weight.inputValue();
    const handle = page.locator('#quantization-line .line-value').nth(1);
    await handle.scrollIntoViewIfNeeded();
    const box = await handle.boundingBox();
    if (!box) throw new Error('no handle');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y, { steps: 5 });
    await page.mouse.up();
    await untilDrawn(page);
    expect(await weight.inputValue()).not.toBe(before);
    const after = await handle.boundingBox();
    expect((after?.x ?? 0) + (after?.width ?? 0) / 2).toBeCloseTo(x + 60, -1);
  });

  it('takes the rank under the pointer', async () => {
    const page = await zoomed('rank-decomposition', '&matrix=random&rank=40');
    const line = page.locator('#rank-decomposition .rank-chart');
    const mark = page.locator('#rank-decomposition .rank-dot');
    await line.scrollIntoViewIfNeeded();
    const box = await mark.boundingBox();
    const all = await line.boundingBox();
    if (!box || !all) throw new Error('no mark');
    await page.mouse.click(all.x + all.width / 4, all.y + all.height / 2);
    await page.mouse.click(box.x + box.width / 2, all.y + all.height / 2);
    await expect
      .poll(() => page.locator('#rank-decomposition [data-result]').textContent())
      .toMatch(/rank (39|40|41)\b/);
  });
});

it('the two passes keep the focus at their ends, so that the arrow keys go on', async () => {
  const page = await openPage(browser, `${inject('site')}en/embed/forward-backward/?v=1`);
  await page.waitForSelector('[id="forward-backward"][data-state="ready"]');
  const next = page.locator('[data-move="1"]');
  await next.focus();
  for (let press = 0; press < 15; press += 1) {
    await page.keyboard.press('ArrowRight');
    await untilDrawn(page);
  }
  expect(await next.getAttribute('aria-disabled')).toBe('true');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-move'))).toBe('1');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => next.getAttribute('aria-disabled')).toBe('false');
});

import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { DAMAGED_KEY, PROGRESS_KEY } from '../../src/exercises/progress/progress';
import type { ExerciseResult } from '../../src/exercises/result';
import { wholeNow } from '../../tools/lib/until';
import { launch, openPage, refuseStorage } from './support';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const lesson = () => `${inject('site')}en/lessons/lora/`;
const overview = () => `${inject('site')}en/exercises/`;

/** Tells the page a result as an exercise does; the exercise is the lesson's first. */
async function answer(page: Page, patch: Partial<ExerciseResult> = {}): Promise<string> {
  return page.evaluate((given) => {
    const exercise = document.querySelector<HTMLElement>('[data-exercise]');
    const name = exercise?.dataset['exercise'] ?? '';
    const detail = {
      exercise: name,
      kind: 'number',
      seed: 1,
      state: 'right',
      score: 1,
      answer: '65536',
      hints: 0,
      ...given,
    };
    exercise?.dispatchEvent(new CustomEvent('exercise-result', { bubbles: true, detail }));
    return name;
  }, patch);
}

const kept = (page: Page, key = PROGRESS_KEY) => page.evaluate((name) => localStorage.getItem(name), key);

/** Waits until the results that were told are kept. */
async function waitForRecords(page: Page, count: number): Promise<void> {
  await expect
    .poll(async () => Object.keys(JSON.parse((await kept(page)) ?? '{}').exercises ?? {}).length)
    .toBe(count);
}

describe('a lesson', () => {
  it('marks and counts what was answered, and home goes on where the reader was', async () => {
    const page = await openPage(browser, lesson());
    const count = page.locator('.lesson-progress');
    expect(await count.textContent()).toMatch(/^\d+ exercises$/);
    await answer(page);
    await expect.poll(() => count.textContent()).toMatch(/^1 of \d+ right$/);
    await page.mouse.wheel(0, 100);
    await wholeNow(page);
    await page.locator('#check').evaluate((heading) => heading.scrollIntoView());
    await expect.poll(async () => JSON.parse((await kept(page)) ?? '{}').lessons?.lora?.place).toBe('check');

    await page.reload();
    const first = page.locator('[data-exercise]').first();
    expect(await first.getAttribute('data-state')).toBe('right');
    expect(await first.locator('.exercise-title').textContent()).toContain('right last time');
    expect(await count.textContent()).toMatch(/^1 of \d+ right$/);
    // A link to another variant opens an exercise that nobody has answered.
    await page.goto(`${lesson()}?seed=5`);
    expect(await first.getAttribute('data-state')).toBe('untouched');

    await page.goto(`${inject('site')}zh/`);
    await expect.poll(() => page.locator('[data-resume]').textContent()).toContain('2');
    expect(await page.locator('[data-resume]').getAttribute('href')).toContain('/zh/lessons/lora/#check');
    expect(await page.locator('[data-lesson-progress="lora"]').textContent()).toMatch(/答对 1\/\d/);
  });

  it('is counted on a home page that was open before', async () => {
    const home = await openPage(browser, `${inject('site')}en/`);
    const count = home.locator('[data-lesson-progress="lora"]');
    expect(await count.textContent()).not.toMatch(/right/);
    const page = await home.context().newPage();
    await page.goto(lesson());
    await answer(page);
    await expect.poll(() => count.textContent()).toMatch(/^1 of \d+ right$/);
  });

  it('works with storage refused', async () => {
    const page = await openPage(browser, lesson(), { before: refuseStorage });
    await answer(page);
    await expect.poll(() => page.locator('.lesson-progress').textContent()).toMatch(/^1 of/);
    await page.goto(overview());
    await expect.poll(() => page.locator('[data-trouble]').textContent()).toContain('keeps nothing');
    expect(await page.locator('[data-row]').count()).toBeGreaterThan(50);
  });

  it('begins anew where what was kept is damaged, and sets a copy aside', async () => {
    const page = await openPage(browser, lesson());
    await page.evaluate((key) => localStorage.setItem(key, '{"version":1,"exercises":{"lora'), PROGRESS_KEY);
    await page.reload();
    await answer(page);
    await waitForRecords(page, 1);
    expect(await kept(page, DAMAGED_KEY)).toContain('"lora');
  });
});

describe('two tabs', () => {
  it('keep what both did, and see each other', async () => {
    const one = await openPage(browser, lesson());
    const other = await one.context().newPage();
    await other.goto(overview());
    const list = await one.context().newPage();
    await list.goto(lesson());
    const name = await answer(one);
    await answer(list, { exercise: 'lora/scale', state: 'wrong', score: 0 });
    await waitForRecords(one, 2);
    const state = (id: string) => other.locator(`[data-row="${id}"] [data-row-state]`).textContent();
    await expect.poll(() => state(name)).toBe('Right');
    await expect.poll(() => state('lora/scale')).toBe('Wrong');
    expect(await other.locator('.review-list a').first().getAttribute('href')).toContain(
      'lessons/lora/?seed=2#exercise-scale',
    );
  });
});

describe('the page of all exercises', () => {
  it('filters by its address and by hand, and says so when a link asks for what there is not', async () => {
    const page = await openPage(browser, `${overview()}?lesson=lora`);
    const shown = () => page.locator('[data-row]:visible').count();
    await expect.poll(shown).toBeLessThan(20);
    await page.selectOption('[name="state"]', 'right');
    expect(await shown()).toBe(0);
    expect(page.url()).toContain('lesson=lora&state=right');
    expect(await page.locator('[data-filter-result]').textContent()).toContain('No exercise is like this');
    await page.goto(`${overview()}?state=odd`);
    await expect.poll(() => page.locator('[data-filter-result]').textContent()).toContain('not on offer');
  });

  it('saves a file, resets, and brings everything back from it', async () => {
    const page = await openPage(browser, lesson());
    const name = await answer(page);
    await waitForRecords(page, 1);
    await page.goto(overview());
    const state = page.locator(`[data-row="${name}"] [data-row-state]`);
    await expect.poll(() => state.textContent()).toBe('Right');

    await page.evaluate(() => localStorage.setItem('low-rank-code:lora/write-forward', 'mine'));
    await page.click('[data-reset]');
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.click('[data-reset-dialog] [value="save"]'),
    ]);
    await expect.poll(() => state.textContent()).toBe('Not tried');
    expect(await kept(page, 'low-rank-code:lora/write-forward')).toBeNull();

    const told = page.locator('[data-file-told]');
    const choose = (content: string) =>
      page.setInputFiles('[data-choose]', {
        name: 'file.json',
        mimeType: 'application/json',
        buffer: Buffer.from(content),
      });
    await choose('not a file of ours');
    await expect.poll(() => told.textContent()).toContain('Nothing was changed');
    await choose('{"version":99}');
    await expect.poll(() => told.textContent()).toContain('later version');
    expect(await state.textContent()).toBe('Not tried');

    const text = readFileSync(await saved.path(), 'utf8');
    await choose(text);
    await expect
      .poll(() => page.locator('[data-preview-list]').textContent())
      .toContain('1 exercise that has no');
    expect(await state.textContent()).toBe('Not tried');
    await page.click('[data-take]');
    await expect.poll(() => state.textContent()).toBe('Right');
    expect(await told.textContent()).toContain('1 exercise has changed');
    await choose(text);
    await expect.poll(() => told.textContent()).toContain('not here already');
  });

  it('prints a receipt alone, with name, score and seeds', async () => {
    const page = await openPage(browser, lesson());
    await answer(page, { seed: 4 });
    await waitForRecords(page, 1);
    await page.goto(overview());
    await page.click('[data-receipt-form] [type="submit"]');
    expect(await page.locator('[data-receipt-told]').textContent()).toContain('Type your name');
    await page.fill('#receipt-name', 'Ada <b>Lovelace</b>');
    await page.keyboard.press('Enter');
    await page.emulateMedia({ media: 'print' });
    // What is printed is what is laid out; the text of hidden parts is not.
    // biome-ignore lint/performance/useDomNodeTextContent: it matters what is hidden
    const text = await page.locator('body').innerText();
    expect(text).toContain('Ada <b>Lovelace</b>');
    expect(text).toMatch(/1 right and 1 tried of \d+/);
    expect(text).toContain('2.1: 4');
    expect(text).toMatch(/[0-9a-f]{4}(-[0-9a-f]{4}){3}/);
    expect(text).not.toContain('What to practise next');
    expect(text).not.toContain('Print it');
    await page.emulateMedia({ media: 'screen' });
    await page.reload();
    await expect.poll(() => page.inputValue('#receipt-name')).toBe('Ada <b>Lovelace</b>');
  });
});

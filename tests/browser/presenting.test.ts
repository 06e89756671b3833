import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { LESSONS, launch, shiftOf, untilDrawn, watchShifts } from './support';

let browser: Browser;
let context: BrowserContext;
let problems: string[];
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
  context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1600, height: 900 },
    serviceWorkers: 'block',
  });
  problems = [];
  context.on('weberror', (error) => problems.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
});
afterEach(async () => {
  await context.close();
  expect(problems).toEqual([]);
});

const READY = '[data-window][data-state="ready"]';
type Where = 'wall' | 'speaker';

async function open(where: Where, deck: string, at = '', language = 'en'): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${inject('site')}${language}/present/${deck}/${where === 'wall' ? '' : 'speaker/'}${at}`);
  await page.waitForSelector(READY);
  // Chromium drops what is pressed before a page's first frame is on the screen.
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
  await untilDrawn(page);
  return page;
}

const placeOf = (page: Page): Promise<string> => page.evaluate(() => location.hash);
/** The slide that a window shows. */
const shown = (page: Page) =>
  page.locator(
    '[data-window="wall"] .slides .deck-column.present > .slide.present, [data-window="speaker"] .slide.is-now',
  );

/** Where each figure and exercise of a deck stands: `#lora/3/0/0`. */
function whereabouts(
  page: Page,
): Promise<{ figures: Record<string, string>; exercises: Record<string, { hash: string; kind: string }> }> {
  return page.evaluate(() => {
    const slides = document.querySelector<HTMLElement>('[data-slides]');
    const found = {
      figures: {} as Record<string, string>,
      exercises: {} as Record<string, { hash: string; kind: string }>,
    };
    for (const [column, each] of [...(slides?.children ?? [])].entries())
      for (const [row, slide] of [...each.children].entries()) {
        const hash = `#${slides?.dataset['lesson']}/${column + 1}/${row}/0`;
        for (const figure of slide.querySelectorAll('.figure')) found.figures[figure.id] = hash;
        for (const exercise of slide.querySelectorAll<HTMLElement>('[data-exercise]'))
          found.exercises[exercise.dataset['exercise'] ?? ''] = {
            hash,
            kind: `kind ${exercise.dataset['kind']}`,
          };
      }
    return found;
  });
}

async function goTo(page: Page, hash: string, ...others: Page[]): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  for (const each of [page, ...others]) await expect.poll(() => placeOf(each)).toBe(hash);
}

/** A figure's state as its element tells it, once it is alive. */
const fieldsOf = (page: Page, id: string): Promise<string | null> =>
  page.evaluate((figure) => {
    const element = document.getElementById(figure) as { fields?: () => unknown } | null;
    return element?.fields ? JSON.stringify(element.fields()) : null;
  }, id);

/** Operates the first control of a figure that changes its state, as a hand would. */
async function operate(page: Page, id: string): Promise<void> {
  // What came from the other window shows in the controls at the next frame.
  await untilDrawn(page);
  const before = await fieldsOf(page, id);
  const figure = page.locator(`[id="${id}"]`);
  const controls = figure.locator(
    'input[type="range"]:enabled:visible, input[type="radio"]:enabled:not(:checked), select:enabled:visible, button[data-step="next"]:enabled:visible',
  );
  for (let index = 0; index < (await controls.count()); index += 1) {
    const control = controls.nth(index);
    const kind = await control.evaluate((element) => (element as HTMLInputElement).type || element.tagName);
    if (kind === 'range') {
      await control.focus();
      await page.keyboard.press('ArrowRight');
    } else if (kind === 'radio') await control.evaluate((element) => (element as HTMLElement).click());
    else if (kind === 'select-one')
      await control.evaluate((element) => {
        const select = element as HTMLSelectElement;
        select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
        select.dispatchEvent(new Event('change', { bubbles: true }));
      });
    else await control.click();
    await page.waitForTimeout(60);
    if ((await fieldsOf(page, id)) !== before) return;
  }
  throw new Error(`nothing in ${id} changes its state`);
}

/** What has been operated in an earlier deck: figures and kinds of exercises come again and again. */
const seen = new Set<string>();
const isNew = (what: string): boolean => !seen.has(what) && Boolean(seen.add(what));

describe.each(LESSONS)('the deck of %s', (lesson) => {
  it('has its figures and its kinds of exercises follow, both ways', { timeout: 180_000 }, async () => {
    const wall = await open('wall', lesson);
    const speaker = await open('speaker', lesson);
    const { figures, exercises } = await whereabouts(wall);
    const ways = [
      [speaker, wall],
      [wall, speaker],
    ] as const;
    for (const [id, hash] of Object.entries(figures).filter(([figure]) => isNew(figure))) {
      await goTo(speaker, hash, wall);
      for (const page of [wall, speaker])
        await expect
          .poll(() => page.locator(`[id="${id}"]`).getAttribute('data-state'), { message: id })
          .toBe('ready');
      for (const [from, to] of ways) {
        await operate(from, id);
        const state = await fieldsOf(from, id);
        await expect.poll(() => fieldsOf(to, id), { message: id }).toBe(state);
      }
    }
    for (const [name, { hash, kind }] of Object.entries(exercises)) {
      if (!isNew(kind)) continue;
      await goTo(wall, hash, speaker);
      for (const [turn, [from, to]] of ways.entries()) {
        await answer(from, name, turn);
        const draft = await draftOf(from, name);
        await expect.poll(() => draftOf(to, name), { message: name }).toBe(draft);
        if (draft?.includes('"graded":true'))
          await expect.poll(() => verdictOf(to, name), { message: name }).toBe(await verdictOf(from, name));
      }
    }
  });
});

it('has seen every figure and every kind of exercise by then', () => {
  expect([...seen].filter((what) => what.startsWith('kind '))).toHaveLength(10);
});

const draftOf = (page: Page, name: string): Promise<string | null> =>
  page.evaluate((exercise) => {
    const element = document.querySelector(`[data-exercise="${exercise}"]`) as {
      draft?: () => unknown;
    } | null;
    return element?.draft ? JSON.stringify(element.draft()) : null;
  }, name);

const verdictOf = (page: Page, name: string): Promise<string | null> =>
  page.locator(`[data-exercise="${name}"] [data-verdict]`).textContent();

/** Puts something into an exercise and checks it, as a hand would, another thing at each turn; right or wrong does not matter here. */
async function answer(page: Page, name: string, turn: number): Promise<void> {
  const exercise = page.locator(`[data-exercise="${name}"]`);
  await exercise.locator('[data-another]').focus();
  await expect.poll(() => exercise.getAttribute('data-awake')).toBe('yes');
  const before = await draftOf(page, name);
  const kind = await exercise.getAttribute('data-kind');
  // A prediction is locked once it is made, and code has no value to choose: another variant, then.
  if (turn === 1 && (kind === 'predict' || kind === 'configure'))
    await exercise.locator('[data-another]').click();
  else if (kind === 'code') {
    await exercise.locator('.cm-content').click();
    const place = await placeOf(page);
    // Each of these does something in a deck, but not where one writes.
    await page.keyboard.type(`// ${turn} n p b t`);
    await page.keyboard.press('ArrowLeft');
    expect([await placeOf(page), await page.locator('.reveal.paused').count()]).toEqual([place, 0]);
  } else {
    const texts = exercise.locator('input[data-input][type="text"]');
    for (let index = 0; index < (await texts.count()); index += 1)
      await texts.nth(index).fill(String(turn + 3));
    const options = exercise.locator('[data-option]:not([hidden]) input:not(:checked)');
    if ((await options.count()) > 0) await options.last().check();
    const selects = exercise.locator('select[data-part]');
    for (let index = 0; index < (await selects.count()); index += 1)
      await selects.nth(index).selectOption({ index: 1 + ((index + turn) % 2) });
    const down = exercise.locator('[data-move="down"]').first();
    if ((await down.count()) > 0) await down.click();
    await exercise.locator('[data-check]').click();
  }
  await expect.poll(() => draftOf(page, name), { message: name }).not.toBe(before);
}

describe('two windows', () => {
  it('go together by a clicker’s two keys through a whole deck, from either side, and by the list', async () => {
    const wall = await open('wall', 'lora');
    const speaker = await open('speaker', 'lora');
    const visited: string[] = [];
    for (let press = 0; press < 60; press += 1) {
      const before = await placeOf(wall);
      visited.push(before);
      await (press % 2 === 0 ? wall : speaker).keyboard.press('PageDown');
      if (press > 20 && (await placeOf(wall)) === before && (await placeOf(speaker)) === before) break;
      await expect.poll(() => placeOf(speaker)).toBe(await placeOf(wall));
    }
    // Title, eight slides with eleven steps, questions.
    expect(new Set(visited).size).toBe(1 + 8 + 11 + 1);
    for (let press = 0; press < 21; press += 1) await speaker.keyboard.press('PageUp');
    await expect.poll(() => placeOf(wall)).toBe('#lora/1/0/0');
    await speaker.locator('[data-to="4/0"]').click();
    await expect.poll(() => placeOf(wall)).toBe('#lora/5/0/0');
    expect(await shown(wall).getAttribute('data-slide-title')).toBe(
      await shown(speaker).getAttribute('data-slide-title'),
    );
  });

  it('keep the clicker’s keys while a slider has the focus', async () => {
    const wall = await open('wall', 'memory', '#memory/5/0/0');
    await wall.locator('#zero-stages input[type="range"]').focus();
    await wall.keyboard.press('ArrowRight');
    expect(await placeOf(wall)).toBe('#memory/5/0/0');
    await wall.keyboard.press('PageDown');
    await expect.poll(() => placeOf(wall)).toBe('#memory/6/0/0');
  });

  it('lose nothing: 1,000 rapid changes, late opening, and a reload of either side', async () => {
    const speaker = await open('speaker', 'memory', '#memory/5/0/0');
    await speaker.waitForSelector('#zero-stages[data-state="ready"]', { state: 'attached' });
    const wall = await open('wall', 'memory');
    await wall.waitForSelector('#zero-stages[data-state="ready"]', { state: 'attached' });
    await speaker.evaluate(async () => {
      const slider = document.querySelector<HTMLInputElement>('#zero-stages input[type="range"]');
      if (!slider) return;
      const most = Number(slider.max) - Number(slider.min) + 1;
      for (let change = 0; change < 1000; change += 1) {
        slider.value = String(Number(slider.min) + (change % most));
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        if (change % 10 === 9) await new Promise(requestAnimationFrame);
      }
      slider.value = '3';
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    });
    const last = await speaker.waitForTimeout(100).then(() => fieldsOf(speaker, 'zero-stages'));
    await expect.poll(() => fieldsOf(wall, 'zero-stages')).toBe(last);
    await wall.reload();
    await wall.waitForSelector(READY);
    await expect.poll(() => fieldsOf(wall, 'zero-stages')).toBe(last);
    await speaker.reload();
    await speaker.waitForSelector(READY);
    await expect.poll(() => fieldsOf(speaker, 'zero-stages')).toBe(last);
    await wall.close();
    const late = await open('wall', 'memory');
    await expect.poll(() => placeOf(late)).toBe('#memory/5/0/0');
    await expect.poll(() => fieldsOf(late, 'zero-stages')).toBe(last);
  });

  it('freeze the wall while the speaker prepares, and let it catch up', async () => {
    const wall = await open('wall', 'memory', '#memory/5/0/0');
    const speaker = await open('speaker', 'memory');
    await expect.poll(() => wall.locator('#zero-stages').getAttribute('data-state')).toBe('ready');
    await expect.poll(() => speaker.locator('#zero-stages').getAttribute('data-state')).toBe('ready');
    const before = await fieldsOf(wall, 'zero-stages');
    await speaker.keyboard.press('h');
    await expect.poll(() => wall.locator('[data-window]').getAttribute('data-held')).toBe('');
    await operate(speaker, 'zero-stages');
    await speaker.keyboard.press('PageDown');
    await expect.poll(() => placeOf(speaker)).toBe('#memory/6/0/0');
    expect([await placeOf(wall), await fieldsOf(wall, 'zero-stages')]).toEqual(['#memory/5/0/0', before]);
    await speaker.keyboard.press('h');
    await expect.poll(() => placeOf(wall)).toBe('#memory/6/0/0');
    expect(await fieldsOf(wall, 'zero-stages')).toBe(await fieldsOf(speaker, 'zero-stages'));
  });

  it('turn the wall to the other language, with its state, while the notes keep theirs', async () => {
    const wall = await open('wall', 'memory', '#memory/5/0/0');
    const speaker = await open('speaker', 'memory');
    await expect.poll(() => speaker.locator('#zero-stages').getAttribute('data-state')).toBe('ready');
    await operate(speaker, 'zero-stages');
    const state = await fieldsOf(speaker, 'zero-stages');
    await speaker.keyboard.press('t');
    await expect.poll(() => wall.evaluate(() => document.documentElement.lang)).toBe('zh-Hans');
    expect(new URL(wall.url()).pathname).toContain('/zh/present/memory/');
    for (const words of ['[data-keys] h2', '[data-present-messages]'])
      expect(await wall.locator(words).textContent()).toMatch(/\p{Script=Han}/u);
    await expect.poll(() => fieldsOf(wall, 'zero-stages')).toBe(state);
    expect(await placeOf(wall)).toBe('#memory/5/0/0');
    expect(await speaker.evaluate(() => document.documentElement.lang)).toBe('en');
    expect(await speaker.locator('[data-notes]').textContent()).toMatch(/[a-z]{4}/);
    await speaker.keyboard.press('PageDown');
    await expect.poll(() => placeOf(wall)).toBe('#memory/6/0/0');
  });

  it('end in the language and the lesson that were asked for last, however slowly they come', async () => {
    const wall = await open('wall', 'course', '#memory/2/0/0');
    const speaker = await open('speaker', 'course');
    await wall.route('**/zh/present/**', async (route) => {
      await wall.waitForTimeout(400);
      await route.continue();
    });
    const language = (): Promise<string> => wall.evaluate(() => document.documentElement.lang);
    await speaker.keyboard.press('t');
    await speaker.keyboard.press('t');
    await wall.waitForTimeout(800);
    expect(await language()).toBe('en');
    await speaker.keyboard.press('t');
    await expect.poll(language).toBe('zh-Hans');
    // Held, the wall has both to catch up with.
    await speaker.keyboard.press('h');
    await expect.poll(() => wall.locator('[data-window]').getAttribute('data-held')).toBe('');
    await speaker.locator('[data-lesson-choice]').selectOption('lora');
    await speaker.keyboard.press('t');
    await speaker.keyboard.press('t');
    await speaker.keyboard.press('h');
    await expect.poll(() => placeOf(wall)).toBe('#lora/1/0/0');
    expect(await language()).toBe('zh-Hans');
    expect(new URL(wall.url()).pathname).toContain('/zh/present/');
  });

  it('keep the language that is on show where the other cannot be had', async () => {
    const wall = await open('wall', 'lora', '#lora/3/0/0');
    await wall.route('**/zh/present/**', (route) => route.fulfill({ status: 404, body: '' }));
    await wall.keyboard.press('t');
    await expect.poll(() => wall.locator('.deck-told').textContent()).toContain('could not be loaded');
    expect(new URL(wall.url()).pathname).toContain('/en/present/lora/');
    await wall.unroute('**/zh/present/**');
    await wall.keyboard.press('t');
    await expect.poll(() => wall.evaluate(() => document.documentElement.lang)).toBe('zh-Hans');
    expect(await placeOf(wall)).toBe('#lora/3/0/0');
    problems.splice(0, 1);
  });

  it('show all slides at a key, in a wall that is opened meanwhile too, and in none that comes afterwards', async () => {
    const wall = await open('wall', 'lora');
    const speaker = await open('speaker', 'lora');
    const overviews = (page: Page): Promise<number> => page.locator('.reveal.overview').count();
    await speaker.keyboard.press('o');
    await expect.poll(() => overviews(wall)).toBe(1);
    expect(await overviews(await open('wall', 'lora'))).toBe(1);
    await wall.keyboard.press('Escape');
    await expect.poll(() => overviews(wall)).toBe(0);
    await wall.reload();
    await wall.waitForSelector(READY);
    const late = await open('wall', 'lora');
    await late.waitForTimeout(300);
    expect([await overviews(wall), await overviews(late)]).toEqual([0, 0]);
    // What the wall did by itself the speaker view knows.
    await speaker.keyboard.press('o');
    await expect.poll(() => overviews(late)).toBe(1);
  });

  it('count the time of a lecturer whose window is hidden, and not that of a machine that sleeps', async () => {
    await context.addInitScript(() => {
      const now = performance.now.bind(performance);
      const faked = { skipped: 0, hidden: false };
      performance.now = () => now() + faked.skipped;
      Object.defineProperty(document, 'hidden', { get: () => faked.hidden });
      Object.assign(globalThis, { faked });
    });
    const speaker = await open('speaker', 'lora');
    const pass = async (seconds: number, hidden: boolean): Promise<number> => {
      await speaker.evaluate(
        ([gap, isHidden]) => {
          const { faked } = globalThis as unknown as { faked: { skipped: number; hidden: boolean } };
          faked.hidden = isHidden;
          document.dispatchEvent(new Event('visibilitychange'));
          faked.skipped += 1000 * gap;
          faked.hidden = false;
          document.dispatchEvent(new Event('visibilitychange'));
        },
        [seconds, hidden] as const,
      );
      const text = (await speaker.locator('[data-elapsed]').textContent()) ?? '';
      const [minutes = 0, rest = 0] = text.split(':').map(Number);
      return 60 * minutes + rest;
    };
    await speaker.locator('[data-timer-toggle]').click();
    const seen = await pass(60, false);
    expect(seen).toBeGreaterThanOrEqual(5);
    expect(seen).toBeLessThan(50);
    const hidden = (await pass(60, true)) - seen;
    expect(hidden).toBeGreaterThanOrEqual(60);
    expect(hidden).toBeLessThan(100);
  });

  it('show a pointer, a black screen, an answer at a key, and a show of hands', async () => {
    const wall = await open('wall', 'lora');
    const speaker = await open('speaker', 'lora');
    const dot = wall.locator('[data-pointer]');
    await speaker.keyboard.press('l');
    const box = await shown(speaker).boundingBox();
    await speaker.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 4, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    await expect.poll(() => dot.isVisible()).toBe(true);
    const at = await dot.boundingBox();
    expect((at?.x ?? 0) + (at?.width ?? 0) / 2).toBeCloseTo(1600 / 4, -1);
    expect((at?.y ?? 0) + (at?.height ?? 0) / 2).toBeCloseTo(900 / 2, -1);
    await speaker.keyboard.press('l');
    await expect.poll(() => dot.isVisible()).toBe(false);
    // Nor does anybody point once the desk is gone.
    const other = await open('speaker', 'lora');
    await other.keyboard.press('l');
    await other.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 4, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    await expect.poll(() => dot.isVisible()).toBe(true);
    await other.goto('about:blank');
    await expect.poll(() => dot.isVisible()).toBe(false);

    await speaker.keyboard.press('b');
    await expect.poll(() => wall.locator('.reveal.paused').count()).toBe(1);
    await wall.keyboard.press('b');
    await expect
      .poll(() => speaker.locator('[data-command="black"]').getAttribute('aria-pressed'))
      .toBe('false');

    const { exercises } = await whereabouts(wall);
    await goTo(speaker, exercises['lora/memory-of-a-rank']?.hash ?? '', wall);
    const question = wall.locator('[data-exercise="lora/memory-of-a-rank"]');
    expect(await question.locator('[data-solution]').isVisible()).toBe(false);
    const hands = speaker.locator('[data-exercise="lora/memory-of-a-rank"] .tally');
    await hands.locator('summary').click();
    await hands.locator('[data-hands]').first().fill('12');
    await expect.poll(() => question.locator('[data-hands]').first().inputValue()).toBe('12');
    await speaker.locator('body').press('PageDown');
    await expect.poll(() => question.locator('[data-solution]').isVisible()).toBe(true);
    await speaker.keyboard.press('PageUp');
    await expect.poll(() => question.locator('[data-solution]').isVisible()).toBe(false);
  });

  it('show one training in both, which only one of them does, and which either ends', {
    timeout: 180_000,
  }, async () => {
    const wall = await open('wall', 'lora-memory');
    const speaker = await open('speaker', 'lora-memory');
    const { figures } = await whereabouts(wall);
    await goTo(speaker, figures['lab-run'] ?? '', wall);
    const runOf = (page: Page) => page.locator('#lab-run').getAttribute('data-run');
    await speaker.locator('#lab-run [data-train]').click();
    await expect.poll(() => runOf(wall), { timeout: 60_000 }).toBe('training');
    await expect
      .poll(() => wall.locator('#lab-run [data-curves] path').count(), { timeout: 30_000 })
      .toBeGreaterThan(0);
    expect(wall.workers().length).toBe(0);
    expect(speaker.workers().length).toBeGreaterThan(0);
    await wall.locator('#lab-run [data-train]').click();
    await expect.poll(() => runOf(speaker), { timeout: 30_000 }).toBe('stopped');
    await expect.poll(() => runOf(wall)).toBe('stopped');
    const numbersOf = (page: Page) =>
      page
        .locator('#lab-run data[data-quantity]')
        .evaluateAll((all) => all.map((each) => each.getAttribute('value')));
    await expect.poll(() => numbersOf(wall)).toEqual(await numbersOf(speaker));
  });
});

describe('the course as one deck', () => {
  it('goes from lesson to lesson and back in one window, the other following', async () => {
    const wall = await open('wall', 'course');
    const speaker = await open('speaker', 'course');
    expect(await placeOf(wall)).toBe('#memory/1/0/0');
    await wall.keyboard.press('End');
    await expect.poll(() => placeOf(speaker)).toBe('#memory/11/0/0');
    await wall.keyboard.press('PageDown');
    await expect.poll(() => placeOf(wall)).toBe('#lora/1/0/0');
    await expect.poll(() => placeOf(speaker)).toBe('#lora/1/0/0');
    expect(await shown(wall).locator('h1').textContent()).toContain('LoRA');
    await speaker.keyboard.press('PageUp');
    await expect.poll(() => placeOf(wall)).toBe('#memory/11/0/0');
    await speaker.locator('[data-lesson-choice]').selectOption('compare');
    await expect.poll(() => placeOf(wall)).toBe('#compare/1/0/0');
  });

  it('stays where it is, and says so, where the next lesson cannot be had', async () => {
    const wall = await open('wall', 'course', '#memory/11/0/0');
    await wall.route('**/present/lora/', (route) => route.fulfill({ status: 404, body: '' }));
    const asked = wall.waitForRequest('**/present/lora/');
    await wall.keyboard.press('PageDown');
    await asked;
    await expect.poll(() => wall.locator('.deck-told').textContent()).toContain('could not be loaded');
    expect(await placeOf(wall)).toBe('#memory/11/0/0');
    await wall.unroute('**/present/lora/');
    await wall.keyboard.press('PageDown');
    await expect.poll(() => placeOf(wall)).toBe('#lora/1/0/0');
    expect(await wall.locator('.deck-told').textContent()).toBe('');
    problems.splice(0, 1);
  });

  it('is gone through from end to end by one key of a clicker', { timeout: 120_000 }, async () => {
    const wall = await open('wall', 'course');
    const visited = new Set<string>();
    for (let before = ''; before !== (await placeOf(wall)); ) {
      before = await placeOf(wall);
      visited.add(before);
      await wall.keyboard.press('PageDown');
      // Where nothing follows, nothing moves; another lesson has to be fetched.
      for (let wait = 0; wait < 40 && (await placeOf(wall)) === before; wait += 1)
        await wall.waitForTimeout(25);
    }
    expect([...new Set([...visited].map((place) => place.slice(1).split('/')[0]))]).toEqual(LESSONS);
    // A title, the slides and the questions of each.
    expect(visited.size).toBeGreaterThan(9 * 8);
  });
});

describe('the wall', () => {
  it('has no notes in it', async () => {
    const html = await (await fetch(`${inject('site')}en/present/lora/`)).text();
    expect(html).not.toContain('slide-notes');
    expect(html).not.toContain('Write the shapes under the formula before you say');
    expect(await (await fetch(`${inject('site')}en/present/lora/speaker/`)).text()).toContain(
      'Write the shapes under the formula before you say',
    );
  });
});

describe('a window of a deck', () => {
  const TITLE = '.slide[data-kind="title"] :is(h1, h2)';
  it.each(['lora/', 'course/', 'lora/speaker/', 'course/speaker/'])(
    'shows its first slide before its script comes: %s',
    async (path) => {
      const page = await context.newPage();
      await page.route('**/_astro/*.js', (route) => route.abort());
      await page.goto(`${inject('site')}en/present/${path}`);
      await expect.poll(() => page.locator(TITLE).isVisible()).toBe(true);
      const box = await page.locator('.slide:visible').boundingBox();
      const body = await page.locator('.slide:visible .slide-body').boundingBox();
      expect(Math.abs((box?.width ?? 0) - (body?.width ?? 1))).toBeLessThan(4);
      // Where the address asks for another slide, this one would only flash.
      await page.goto(`${inject('site')}en/present/${path}#lora/3/0`);
      await page.reload();
      expect(await page.locator(TITLE).isVisible()).toBe(false);
      await page.close();
      expect(problems.filter((each) => !/ERR_FAILED|dynamically imported module/.test(each))).toEqual([]);
      problems = [];
    },
  );

  const SIZES = [
    { width: 412, height: 823 },
    { width: 1280, height: 720 },
  ];
  it.each(['lora/', 'course/', 'lora/speaker/', 'course/speaker/'])(
    'stays as it opens when its script comes: %s',
    async (path) => {
      for (const size of SIZES) {
        const page = await context.newPage();
        await page.setViewportSize(size);
        await page.addInitScript(watchShifts);
        await page.goto(`${inject('site')}en/present/${path}`);
        await page.waitForSelector(READY);
        await page.waitForTimeout(500);
        // Lighthouse takes points from 0.02 on.
        expect(await shiftOf(page), `${path} at ${size.width}`).toBeLessThan(0.02);
        if (path.endsWith('speaker/'))
          await expect.poll(() => page.locator('.slide.is-next .slide-content').isVisible()).toBe(true);
        await page.close();
      }
    },
  );
});

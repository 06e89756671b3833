import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { walkByTab } from '../../tools/lib/accessibility/keyboard';
import { PAGES } from '../site/pages';
import { asClassroom, axe, COLOUR_RULES, launch, openPage, refuseStorage, untilDrawn } from './support';
import { eachInOneLanguage, eachInTurn } from './thorough';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Every page below a language, as the build left it: a new page is tested without a word here. */
const EVERY_PAGE = eachInOneLanguage(
  PAGES.map(({ path }) => path.slice(1)).filter((path) => /^(en|zh)\//.test(path) && !isWindow(path)),
);

/**
 * Slides and desks fill their window and have tests of their own; of handouts, one stands for all. An embedded figure is one
 * that a lesson shows, alone: `embed.test.ts` looks at what is its own.
 */
function isWindow(path: string): boolean {
  return (
    /^..\/embed\//.test(path) || (/\/present\/.+/.test(path) && !/\/present\/lora\/handout\//.test(path))
  );
}

/** One page of each layout, and the two lessons that fetch a model and a scene. */
const EACH_LAYOUT =
  /^..\/($|lessons\/(memory|lora)\/|calculator|lab|references|notation|exercises|teach|present\/$|present\/lora\/handout)/;

/** Brings every figure into sight, one after the other, until each has mounted. */
async function readThrough(page: Page): Promise<void> {
  for (const figure of await page.locator('.figure').all()) {
    await figure.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await expect.poll(() => figure.getAttribute('data-state')).toBe('ready');
  }
  await page.evaluate(() => scrollTo(0, 0));
}

/** So many steps show that the focus can be seen; one page of each layout is walked to its end. */
const STEPS = 60;
const TO_THE_END = 1000;

describe.each(EVERY_PAGE)('/%s', (path) => {
  it('has a visible focus at every Tab, passes axe in both themes, and scrolls sideways from 1440 to 320 px nowhere', {
    timeout: 120_000,
  }, async () => {
    const page = await openPage(browser, inject('site') + path);
    await readThrough(page);
    const toTheEnd = path.startsWith('en/') && EACH_LAYOUT.test(path);
    const { stops, cameOut, problems } = await walkByTab(page, toTheEnd ? TO_THE_END : STEPS);
    expect(problems).toEqual([]);
    expect(stops.length).toBeGreaterThan(8);
    if (toTheEnd) {
      expect(cameOut, `the keyboard comes out of the page, after ${stops.length} stops`).toBe(true);
      const back = await walkByTab(page, 20, 'Shift+Tab');
      expect(back.problems, 'back').toEqual([]);
    }

    expect(await axe(page), 'light').toEqual([]);
    // The other theme changes colours, and nothing else.
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axe(page, COLOUR_RULES), 'dark').toEqual([]);

    for (const width of [1440, 768, 360, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await untilDrawn(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, `${width} px`).toBeLessThanOrEqual(0);
    }
  });
});

// What stands in each page's file is `tests/site`'s; here one page of each layout is opened with scripts off.
it.each(EVERY_PAGE.filter((path) => EACH_LAYOUT.test(path)))(
  '/%s opens without JavaScript, and nothing is wrong with it',
  async (path) => {
    const page = await openPage(browser, inject('site') + path, { javaScriptEnabled: false });
    expect(await page.isVisible('h1')).toBe(true);
  },
);

describe('the three launches and the sub-folder', () => {
  it('the site says nothing wrong on an insecure origin', async () => {
    const page = await openPage(browser, asClassroom(`${inject('site')}en/calculator/?v=1&method=lora`));
    await page.waitForSelector('lr-memory-calculator[data-state="ready"]');
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    // No clipboard there: the link itself is shown.
    await page.locator('lr-memory-calculator [data-tool="link"]').click();
    await expect
      .poll(() => page.locator('lr-memory-calculator [data-told]').textContent())
      .toContain('method=lora');
  });

  it('with WebGPU', async () => {
    const withGpu = await launch({ webgpu: true });
    try {
      const page = await openPage(withGpu, `${inject('site')}zh/lessons/memory/`);
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      await readThrough(page);
      await page.context().close();
    } finally {
      await withGpu.close();
    }
  });

  // tests/site holds every address of every page to be relative; here one page of each layout fetches by script, too.
  it.each(EVERY_PAGE.filter((path) => EACH_LAYOUT.test(path)))('under /x/y/%s', async (path) => {
    const page = await openPage(browser, inject('subfolder') + path);
    await readThrough(page);
    await page.locator('[data-language-switch]').click();
    await page.waitForURL((url) => url.pathname.startsWith(`/x/y/${path.startsWith('en') ? 'zh' : 'en'}/`));
  });

  it('a page that does not exist says so, in both languages, at any depth', async () => {
    for (const base of [inject('site'), inject('subfolder')]) {
      const page = await openPage(browser, `${base}en/no/such/page/`, { expectedErrors: [/404/] });
      expect(await page.textContent('h1')).toContain('no such page');
      expect(await page.textContent('body')).toContain('没有这个页面');
      await page.click('a[href="zh/"]');
      await page.waitForURL(`${base}zh/`);
    }
  });
});

describe('the door', () => {
  it.each([
    ['en-GB', 'en'],
    ['zh-CN', 'zh'],
    ['fr-FR', 'en'],
  ])('a browser in %s goes to %s', async (locale, language) => {
    const page = await openPage(browser, inject('site'), { locale });
    await page.waitForURL(`${inject('site')}${language}/`);
  });

  it('remembers the language that was chosen', async () => {
    const page = await openPage(browser, `${inject('site')}en/`, { locale: 'en-GB' });
    await page.click('[data-language-switch]');
    await page.waitForURL(/\/zh\//);
    await page.goto(inject('site'));
    await page.waitForURL(`${inject('site')}zh/`);
  });

  it('lets the reader choose without JavaScript', async () => {
    const page = await openPage(browser, inject('site'), { javaScriptEnabled: false });
    expect(await page.locator('a[href="zh/"]').count()).toBe(1);
    await page.click('a[href="en/"]');
    expect(page.url()).toBe(`${inject('site')}en/`);
  });
});

describe('switches', () => {
  it('the theme is kept, and named by what it would do', async () => {
    const page = await openPage(browser, `${inject('site')}en/`, { theme: 'light' });
    await page.getByRole('button', { name: 'Dark theme' }).click();
    await page.goto(`${inject('site')}en/calculator/`);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(20, 23, 28)',
    );
    expect(await page.getByRole('button', { name: 'Light theme' }).count()).toBe(1);
  });

  it('the language switch keeps the section', async () => {
    const page = await openPage(browser, `${inject('site')}en/lessons/memory/#logits`);
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(1000);
    // By the mouse, as a reader: Playwright's own click would first scroll the page.
    const box = await page.locator('[data-language-switch]').boundingBox();
    await page.mouse.click((box?.x ?? 0) + 10, (box?.y ?? 0) + 10);
    await page.waitForURL(/\/zh\/lessons\/memory\/#logits$/);
  });

  it('works with storage refused', async () => {
    const page = await openPage(browser, `${inject('site')}en/calculator/`, { before: refuseStorage });
    await page.waitForSelector('lr-memory-calculator[data-state="ready"]');
    await page.click('[data-theme-switch]');
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    await page.goto(inject('site'));
    await page.waitForURL(/\/en\/$/);
  });
});

describe('search', () => {
  const SEARCHES = [
    { language: 'en', query: 'recomputation', expected: /recomput/i },
    { language: 'zh', query: '重计算', expected: /重计算/ },
    { language: 'zh', query: '优化器状态', expected: /优化器/ },
    { language: 'zh', query: '显存', expected: /显存/ },
  ];
  const PLACES = ['site', 'subfolder'] as const;
  it.each(eachInTurn(SEARCHES, PLACES).map(([search, place]) => ({ ...search, place })))(
    'in $language finds $query ($place)',
    async ({ language, query, expected, place }) => {
      const base = inject(place);
      const page = await openPage(browser, `${base}${language}/`);
      await page.keyboard.press('/');
      await page.locator('dialog.search input').fill(query);
      await page.waitForSelector('.search-hits a');
      expect(await page.textContent('.search-hits')).toMatch(expected);
      const href = await page.locator('.search-hits a').first().getAttribute('href');
      expect(href).toContain(`/${language}/`);
      await page.locator('.search-hits a').first().click();
      await page.waitForURL((url) => url.href.startsWith(`${base}${language}/`));
    },
  );

  it('gives way to what was found on the page itself', async () => {
    const page = await openPage(browser, `${inject('site')}en/lessons/qlora/`);
    await page.keyboard.press('/');
    await page.locator('dialog.search input').fill('NormalFloat');
    await page.locator('.search-hits a[href*="/en/lessons/qlora/#"]').first().click();
    await expect.poll(() => page.locator('dialog.search').isVisible()).toBe(false);
    expect(new URL(page.url()).hash).not.toBe('');
  });

  it('says so when nothing is found', async () => {
    const page = await openPage(browser, `${inject('site')}en/`);
    await page.click('[data-search]');
    await page.locator('dialog.search input').fill('zyzzyva');
    await expect.poll(() => page.textContent('.search-status')).toContain('zyzzyva');
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog.search').isVisible()).toBe(false);
  });
});

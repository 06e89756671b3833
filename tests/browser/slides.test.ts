import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { LESSONS, launch, openPage } from './support';
import { eachInTurn } from './thorough';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const SCREENS = [
  { width: 1920, height: 1080 },
  { width: 1024, height: 768 },
];
/** In pixels of a screen of 1920 × 1080. */
const READABLE = 28;

interface Measured {
  readonly slide: string;
  /** What reaches beyond the slide or is cut off within it, with by how much. */
  readonly overflow: readonly string[];
  /** The smallest text of the slide's own, outside of figures and formulas, in pixels of the screen. */
  readonly smallest: number;
}

/** Walks through all slides of a deck, each with all its steps, and measures its boxes. */
function measureSlides(page: Page): Promise<readonly Measured[]> {
  return page.evaluate(async () => {
    const slides = document.querySelector<HTMLElement>('[data-slides]');
    const lesson = slides?.dataset['lesson'];
    const measured: Measured[] = [];
    const rest = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    for (const [column, each] of [...(slides?.children ?? [])].entries())
      for (const [row, slide] of ([...each.children] as HTMLElement[]).entries()) {
        const kind = slide.dataset['kind'];
        const steps = kind === 'exercise' ? 0 : slide.querySelectorAll('.fragment').length;
        delete slide.dataset['fitted'];
        location.hash = `#${lesson}/${column + 1}/${row}/${steps}`;
        for (let wait = 0; wait < 200 && slide.dataset['fitted'] === undefined; wait += 1) await rest(10);
        const figures = [...slide.querySelectorAll<HTMLElement>('.figure')];
        for (
          let wait = 0;
          wait < 500 && figures.some(({ dataset }) => dataset['state'] !== 'ready');
          wait += 1
        )
          await rest(10);
        // A figure that has come alive draws itself in its size, and the slide is fitted to that.
        if (figures.length > 0) await rest(350);
        const content = slide.querySelector<HTMLElement>('.slide-content');
        for (let wait = 0; wait < 20 && content && content.scrollHeight > content.clientHeight + 1; wait += 1)
          await rest(100);
        const frame = slide.querySelector('.slide-body')?.getBoundingClientRect();
        const overflow: string[] = [];
        if (content && content.scrollHeight > content.clientHeight + 1)
          overflow.push(`content ${content.scrollHeight - content.clientHeight}`);
        for (const box of slide.querySelectorAll('.slide-body *')) {
          const { left, right, top, bottom, width, height } = box.getBoundingClientRect();
          const isUnseen = box.closest(
            '.visually-hidden, .katex, [hidden], details:not([open]) > :not(summary)',
          );
          if (!frame || width === 0 || height === 0 || isUnseen) continue;
          const beyond = Math.max(
            frame.left - left,
            right - frame.right,
            frame.top - top,
            bottom - frame.bottom,
          );
          if (beyond > 1) overflow.push(`${box.tagName}.${box.getAttribute('class')} ${Math.round(beyond)}`);
        }
        const texts = [...(content?.querySelectorAll<HTMLElement>('p, li') ?? [])].filter(
          (text) => kind === 'slide' && !text.closest('.figure') && text.getClientRects().length > 0,
        );
        const zoomOf = (element: HTMLElement) =>
          element.getBoundingClientRect().height / (element.offsetHeight || 1);
        measured.push({
          slide: `${lesson} ${column + 1}/${row}`,
          overflow: overflow.slice(0, 3),
          smallest: Math.min(
            ...texts.map((text) => Number.parseFloat(getComputedStyle(text).fontSize) * zoomOf(text)),
          ),
        });
      }
    return measured;
  });
}

const PAIRS = SCREENS.flatMap((screen) => ['en', 'zh'].map((language) => ({ ...screen, language })));

const CASES = eachInTurn(LESSONS, PAIRS).map(([lesson, pair]) => ({ ...pair, lesson }));

it.each(CASES)(
  '$lesson in $language at $width × $height: nothing is cut off, and text can be read from the last row',
  { timeout: 120_000 },
  async ({ lesson, language, width, height }) => {
    const url = `${inject('site')}${language}/present/${lesson}/`;
    const page = await openPage(browser, url, { width, height });
    await page.waitForSelector('[data-window][data-state="ready"]');
    const measured = await measureSlides(page);
    expect(measured.length).toBeGreaterThan(15);
    expect(measured.filter(({ overflow }) => overflow.length > 0)).toEqual([]);
    const smallest = Math.min(...measured.map((each) => each.smallest));
    expect((smallest * 1920) / width).toBeGreaterThanOrEqual(READABLE);
  },
);

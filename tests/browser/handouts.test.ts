import { inflateSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { makeHandout } from '../../tools/handouts';
import { launch, openPage } from './support';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** A4 less its margins, at 96 pixels an inch. */
const PAPER = { width: 673, height: 1001 };

/** All objects of a PDF as text, with its compressed streams unpacked. */
function textOfPdf(pdf: Buffer): string {
  const raw = pdf.toString('latin1');
  const streams = [...raw.matchAll(/\/FlateDecode[\s\S]*?stream\r?\n([\s\S]*?)\r?\nendstream/g)].map(
    (match) => {
      try {
        return inflateSync(Buffer.from(match[1] ?? '', 'latin1')).toString('latin1');
      } catch {
        return '';
      }
    },
  );
  return raw + streams.join('\n');
}

/** Strings of a PDF's bookmarks: plain, or UTF-16 behind a mark. */
function bookmarksOf(text: string): readonly string[] {
  return [...text.matchAll(/\/Title\s*(?:\(((?:\\.|[^\\)])*)\)|<([0-9A-Fa-f]+)>)/g)].map(([, plain, hex]) => {
    if (plain === undefined)
      return Buffer.from((hex ?? '').replace(/^FEFF/i, ''), 'hex')
        .swap16()
        .toString('utf16le');
    const bytes = plain
      .replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
      .replace(/\\(.)/g, '$1');
    return bytes.startsWith('\xfe\xff')
      ? Buffer.from(bytes.slice(2), 'latin1').swap16().toString('utf16le')
      : bytes;
  });
}

describe.each([
  ['en', 'lora', 'notes'],
  ['zh', 'memory', 'questions,answers'],
])('the handout in %s of %s with %s', (language, lesson, parts) => {
  it('has every slide on a page of its own size, whole, and nothing that was not asked for', async () => {
    const url = `${inject('site')}${language}/present/${lesson}/handout/?with=${parts}`;
    const page = await openPage(browser, url, { ...PAPER });
    await page.evaluate(() => {
      for (const figure of document.querySelectorAll('.figure')) figure.dispatchEvent(new Event('focusin'));
    });
    await expect
      .poll(() => page.locator('.figure:not([data-state="ready"])').count(), { timeout: 30_000 })
      .toBe(0);
    await page.emulateMedia({ media: 'print' });
    const slides = await page.locator('.slide:visible').evaluateAll((all) =>
      all.map((slide) => {
        const frame = slide.getBoundingClientRect();
        const beyond = [...slide.querySelectorAll('.slide-body *')]
          .filter((box) => !box.closest('.visually-hidden, .katex, details:not([open])'))
          .map((box) => box.getBoundingClientRect())
          .filter(({ width, height }) => width > 0 && height > 0)
          .map(({ right, bottom }) => Math.max(right - frame.right, bottom - frame.bottom));
        return {
          name: slide.querySelector('h1, h2, .figure-title, .slide-kicker')?.textContent ?? '',
          kind: (slide as HTMLElement).dataset['kind'],
          height: frame.height,
          beyond: Math.max(...beyond),
        };
      }),
    );
    expect(slides.filter(({ beyond }) => beyond > 1)).toEqual([]);
    expect(slides.filter(({ height }) => height > PAPER.height)).toEqual([]);
    const has = (part: string): boolean => parts.includes(part);
    expect(slides.some(({ kind }) => kind === 'exercise')).toBe(has('questions'));
    expect((await page.locator('.slide-notes:visible').count()) > 0).toBe(has('notes'));
    expect((await page.locator('details[data-solution]:visible').count()) > 0).toBe(has('answers'));
  });

  it('is a PDF with selectable text, vector formulas and a bookmark for every slide', async () => {
    const page = await openPage(browser, `${inject('site')}${language}/present/${lesson}/`);
    const titles = await page
      .locator('[data-slide-title]')
      .evaluateAll((all) => all.map((each) => each.getAttribute('data-slide-title') ?? ''));
    const pdf = await makeHandout(browser, inject('site'), {
      kind: 'slides',
      language,
      lesson,
      parts: parts.split(','),
    });
    const text = textOfPdf(pdf);
    // Chromium loses the space at which a heading was broken.
    const closed = (words: string): string => words.replaceAll(' ', '');
    const bookmarks = bookmarksOf(text).map(closed);
    const asked = parts.includes('questions') ? titles : titles.slice(0, -1);
    expect(asked.filter((title) => !bookmarks.includes(closed(title)))).toEqual([]);
    expect(text.match(/\/ToUnicode/g)?.length).toBeGreaterThan(2);
    expect(text).toMatch(/Maths_(Main|Math)/);
    expect(text.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(3);
  });
});

describe('a handout beside the deck', () => {
  it('follows its exercises, opens no solution on the wall, and keeps those that it prints', async () => {
    const wall = await openPage(browser, `${inject('site')}en/present/lora/`);
    await wall.waitForSelector('[data-window][data-state="ready"]');
    const [name = ''] = await wall
      .locator('[data-slides] [data-exercise][data-kind="number"]')
      .evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset['exercise'] ?? ''));
    const inWall = wall.locator(`[data-exercise="${name}"]`);
    const type = (text: string) =>
      inWall.evaluate((host, value) => {
        const input = host.querySelector<HTMLInputElement>('input[type="text"]');
        if (!input) throw new Error('no input');
        input.dispatchEvent(new Event('focusin', { bubbles: true }));
        input.value = value;
        input.dispatchEvent(new Event('input', { bubbles: true }));
      }, text);
    await type('12');
    await expect.poll(() => inWall.getAttribute('data-awake')).toBe('yes');
    await type('123');

    const handout = await wall.context().newPage();
    await handout.goto(`${inject('site')}en/present/lora/handout/?with=questions,answers`);
    const inHandout = handout.locator(`[data-exercise="${name}"]`);
    await expect.poll(() => inHandout.locator('input[type="text"]').inputValue()).toBe('123');
    const isOpen = (where: typeof inWall) =>
      where.locator('[data-solution]').evaluate((each) => (each as HTMLDetailsElement).open);
    expect(await isOpen(inHandout)).toBe(true);
    const box = handout.locator('[data-handout-options] input[name="answers"]');
    await box.uncheck();
    await box.check();
    await type('1234');
    await expect.poll(() => inHandout.locator('input[type="text"]').inputValue()).toBe('1234');
    expect([await isOpen(inHandout), await isOpen(inWall)]).toEqual([true, false]);
  });
});

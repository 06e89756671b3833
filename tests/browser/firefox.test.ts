import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

/**
 * The core of this suite in Firefox, over WebDriver BiDi: another engine for the styles, the scripts and WebAssembly. What a
 * page does in each of its corners is Chromium's tests' to say.
 */
const firefox = inject('firefox');
const missing = 'missing' in firefox ? firefox.missing : '';

let browser: Browser;
let page: Page;
let problems: string[] = [];

beforeAll(async () => {
  if ('missing' in firefox) return;
  browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: firefox.path,
    headless: true,
    extraPrefsFirefox: { 'intl.accept_languages': 'en-GB' },
  });
});
afterAll(() => browser?.close());
beforeEach(async () => {
  page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  problems = [];
  page.on('pageerror', (error) => problems.push(`uncaught: ${String(error)}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
});
afterEach(async () => {
  if (missing !== '') return;
  await page.close();
  expect(problems).toEqual([]);
});

const open = (path: string) => page.goto(inject('site') + path);
const text = (selector: string) => page.$eval(selector, (element) => element.textContent ?? '');
const attribute = (selector: string, name: string) =>
  page.$eval(selector, (element, of) => element.getAttribute(of), name);

/** Brings each figure of the page into sight and changes something in it; returns those that did not answer. */
function operateFigures(): Promise<string[]> {
  return page.evaluate(async () => {
    const silent: string[] = [];
    for (const figure of document.querySelectorAll<HTMLElement>('.figure')) {
      figure.scrollIntoView({ block: 'center' });
      const end = performance.now() + 15_000;
      while (figure.dataset['state'] !== 'ready' && performance.now() < end)
        await new Promise((later) => setTimeout(later, 30));
      const answer = new Promise<boolean>((answered) => {
        figure.addEventListener('lr-state', () => answered(true), { once: true });
        setTimeout(() => answered(false), 3000);
      });
      const controls = figure.querySelectorAll<HTMLInputElement>('input[type="range"], input[type="radio"]');
      const control = [...controls].find(
        (input) => input.checkVisibility() && !(input.type === 'radio' && input.checked),
      );
      if (control?.type === 'range') {
        control.value = String(
          control.value === control.max ? Number(control.min) : Number(control.value) + 1,
        );
        control.dispatchEvent(new Event('input', { bubbles: true }));
      } else control?.click();
      if (control && !(await answer)) silent.push(figure.id);
      if (figure.dataset['state'] !== 'ready') silent.push(`${figure.id} ${figure.dataset['state']}`);
    }
    return silent;
  });
}

describe.skipIf(missing !== '')(`in Firefox ${missing && `(skipped: ${missing})`}`, () => {
  it('home, its figure, the theme and the language, which are kept', async () => {
    await open('en/');
    expect(await page.evaluate(() => navigator.userAgent)).toContain('Firefox');
    expect(await operateFigures()).toEqual([]);
    await page.evaluate(() => scrollTo(0, 0));
    await page.click('[data-theme-switch]');
    const theme = await page.evaluate(() => document.documentElement.dataset['theme']);
    expect(theme).toMatch(/^(dark|light)$/);
    // Not `waitForNavigation`: that the figure writes its state into the address counts as one.
    await page.click('[data-language-switch]');
    await expect.poll(() => new URL(page.url()).pathname).toBe('/zh/');
    await page.waitForSelector('html[lang^="zh"]');
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe(theme);
  });

  it.each(['memory', 'lora'])('every figure of the lesson %s mounts and answers', async (lesson) => {
    await open(`en/lessons/${lesson}/`);
    expect(await page.$$eval('.figure', (all) => all.length)).toBeGreaterThan(2);
    expect(await operateFigures()).toEqual([]);
  });

  it.each([
    ['rank-decomposition', 'space'],
    ['method-memory', 'volume'],
  ])('%s is drawn in space, or says that there is no WebGL', async (figure, view) => {
    await open(`en/embed/${figure}/?v=1&view=${view}`);
    const drawn = '[data-volume][data-state="ready"] canvas';
    const said = '[data-message]:not([hidden])';
    await page.waitForSelector(`${drawn}, ${said}`, { timeout: 20_000 });
    if ((await page.$(drawn)) !== null) return;
    expect(await text(said)).toContain('WebGL');
    // A machine without a graphics card: three.js says so to the console, too.
    problems = problems.filter((problem) => !/WebGL/.test(problem));
  });

  it('an exercise is graded, and kept over a reload', async () => {
    await open('en/lessons/memory/');
    const exercise = '[data-exercise][data-kind="number"]';
    await page.waitForSelector(`${exercise} [data-another]`, { visible: true });
    await page.focus(`${exercise} [data-another]`);
    await page.waitForSelector(`${exercise}[data-awake="yes"]`);
    await page.focus(`${exercise} input[data-input]`);
    await page.keyboard.type('1 GB');
    await page.keyboard.press('Enter');
    await page.waitForSelector(`${exercise}[data-state="wrong"]`);
    const verdict = await text(`${exercise} [data-verdict]`);
    expect(verdict.length).toBeGreaterThan(3);
    const id = await attribute(exercise, 'data-exercise');
    await open('en/exercises/');
    await page.waitForFunction(
      (name) => document.querySelector(`[data-row="${name}"] [data-row-state="wrong"]`) !== null,
      {},
      id,
    );
  });

  it('the calculator answers a slider, and its address follows', async () => {
    await open('en/calculator/?v=1&model=llama-7b&method=lora');
    await page.waitForSelector('lr-memory-calculator[data-state="ready"]');
    const total = () => attribute('lr-memory-calculator [data-quantity="total"]', 'value');
    const before = Number(await total());
    expect(before).toBeGreaterThan(1e10);
    await page.focus('lr-memory-calculator input[type="range"][name="batch"]');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => location.search.includes('batch='));
    expect(Number(await total())).toBeGreaterThan(before);
  });

  it('the laboratory trains on all threads of WebAssembly', async () => {
    await open('en/lab/?v=1&task=arithmetic&methods=lora&steps=10&batch=4&backend=wasm');
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await page.waitForSelector('[data-button="train"]:enabled');
    await page.click('[data-button="train"]');
    await page.waitForSelector('lr-laboratory[data-state="done"]', { timeout: 50_000 });
    expect(Number(await attribute('tr[data-method="lora"] [data-quantity="step"]', 'value'))).toBe(10);
    expect(Number(await attribute('tr[data-method="lora"] [data-quantity="loss"]', 'value'))).toBeGreaterThan(
      0,
    );
    expect(await text('[data-machine]')).toMatch(/WebAssembly/);
  });

  it('slides go on by their keys', async () => {
    await open('en/present/lora/');
    await page.waitForSelector('[data-window][data-state="ready"]');
    await page.keyboard.press('PageDown');
    await page.waitForFunction(() => location.hash === '#lora/2/0/0' || location.hash === '#lora/1/0/1');
  });
});

/**
 * How long the page's main thread works on one movement of the calculator's slider, in the slides'
 * view and in the detailed one, and how fast the view in space turns, in milliseconds.
 * A frame at 60 Hz has 16.7 ms for script, style and layout, and for painting.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { launchOptions } from '../browser.mjs';
import { ROOT, run } from '../lib/npm.mjs';
import { percentile, recordTrace, workPerInput } from '../lib/trace.ts';
import { serveSite } from '../serve.mjs';

const PAGES = {
  slide: 'en/lessons/memory/',
  detailed: 'en/calculator/?v=1&view=detailed&method=qlora&model=qwen2.5-14b&gpus=2',
};
const VOLUME_PAGE = 'en/?v=1&view=volume';
/** The size at which the view in space is judged. */
const VOLUME_SIZE = { width: 800, height: 500 };
const TURNS = 120;
const SLIDER = 'lr-memory-calculator input[type=range][name=sequence]';
/** Movements of the pointer; those that leave the slider on the same value cause no input event. */
const MOVES = 240;
/** Two frames, so that what one input puts off to the next frame is over before the next input. */
const PAUSE_MS = 34;

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Drags the slider's thumb to and fro; asks the page nothing on the way, since that would be work in the trace too. */
async function drag(page: Page): Promise<void> {
  const slider = page.locator(SLIDER);
  await slider.scrollIntoViewIfNeeded();
  // The widget mounts when it is first seen: measure it, not its loading.
  await pause(1000);
  const box = await slider.boundingBox();
  if (!box) throw new Error(`${SLIDER} is not visible.`);
  const middle = box.y + box.height / 2;
  const at = (move: number) => box.x + box.width * (0.5 + 0.45 * Math.sin(move / 12));
  await page.mouse.move(at(0), middle);
  await page.mouse.down();
  for (let move = 1; move <= MOVES; move++) {
    await page.mouse.move(at(move), middle);
    await pause(PAUSE_MS);
  }
  await page.mouse.up();
}

const round = (ms: number) => Math.round(ms * 100) / 100;

async function measureSlider(page: Page, url: string) {
  await page.goto(url);
  if ((await page.locator(SLIDER).count()) !== 1) throw new Error(`There is no ${SLIDER} on ${url}.`);
  const session = await page.context().newCDPSession(page);
  const work = workPerInput(await recordTrace(session, ['devtools.timeline', 'v8'], () => drag(page)));
  await session.detach();
  if (work.length === 0) throw new Error('Dragging the slider caused no input event.');
  return {
    p50: round(percentile(work, 0.5)),
    p95: round(percentile(work, 0.95)),
    max: round(Math.max(...work)),
    n: work.length,
  };
}

/** Milliseconds from frame to frame while a key turns the towers, drawn by the processor alone. */
async function measureVolume(page: Page, url: string) {
  await page.goto(url);
  await page.locator('lr-method-memory').scrollIntoViewIfNeeded();
  await page.waitForSelector('[data-volume][data-state="ready"] canvas');
  const frames = await page.evaluate(
    async ({ width, height, turns }) => {
      const view = document.querySelector<HTMLElement>('[data-volume]');
      if (!view) throw new Error('There is no view in space.');
      view.style.width = `${width}px`;
      view.style.height = `${height}px`;
      await new Promise((done) => setTimeout(done, 800));
      const times: number[] = [];
      let last = performance.now();
      for (let turn = 0; turn < turns; turn++) {
        view.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
        await new Promise((done) => requestAnimationFrame(done));
        const now = performance.now();
        times.push(now - last);
        last = now;
      }
      return times;
    },
    { ...VOLUME_SIZE, turns: TURNS },
  );
  const mean = frames.reduce((sum, each) => sum + each, 0) / frames.length;
  return {
    ...VOLUME_SIZE,
    framesPerSecond: round(1000 / mean),
    p50: round(percentile(frames, 0.5)),
    p95: round(percentile(frames, 0.95)),
  };
}

/** Builds the site first where there is none. */
export async function benchCalculator() {
  if (!existsSync(join(ROOT, 'dist')) && (await run('build')) !== 0)
    throw new Error('The site could not be built.');
  const site = await serveSite({ root: join(ROOT, 'dist'), port: 0 });
  const options = launchOptions();
  const browser = await chromium.launch({
    ...options,
    args: [...options.args, '--enable-unsafe-swiftshader', '--use-gl=angle', '--use-angle=swiftshader'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    return {
      unit: 'ms',
      chromium: browser.version(),
      sliderInput: {
        slide: await measureSlider(page, site.url + PAGES.slide),
        detailed: await measureSlider(page, site.url + PAGES.detailed),
      },
      volume: await measureVolume(page, site.url + VOLUME_PAGE),
    };
  } finally {
    await browser.close();
    await site.close();
  }
}

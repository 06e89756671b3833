/**
 * How long the page's main thread works on one movement of a slider, of the calculator in the slides' view and in the
 * detailed one and of the rank decomposition, and how fast the views in space turn, in milliseconds.
 * A frame at 60 Hz has 16.7 ms for script, style and layout, and for painting.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { launchOptions } from '../browser.mjs';
import { ROOT, run } from '../lib/npm.mjs';
import { percentile, recordTrace, workPerInput } from '../lib/trace.ts';
import { serveSite } from '../serve.mjs';

const RANK_PAGE = 'en/lessons/lora/?figure=rank-decomposition&v=1&rank=16';
const SLIDERS = {
  slide: { page: 'en/lessons/memory/', slider: 'lr-memory-calculator input[type=range][name=sequence]' },
  detailed: {
    page: 'en/calculator/?v=1&view=detailed&method=qlora&model=qwen2.5-14b&gpus=2',
    slider: 'lr-memory-calculator input[type=range][name=sequence]',
  },
  rank: { page: RANK_PAGE, slider: '#rank-decomposition input[type=range][name=rank]' },
};
type Slider = (typeof SLIDERS)[keyof typeof SLIDERS];
const VOLUMES = {
  volume: { page: 'en/?v=1&view=volume', figure: 'lr-method-memory' },
  slabs: { page: `${RANK_PAGE}&view=space`, figure: '#rank-decomposition' },
};
type Volume = (typeof VOLUMES)[keyof typeof VOLUMES];
/** The size at which the view in space is judged. */
const VOLUME_SIZE = { width: 800, height: 500 };
const TURNS = 120;
/** Movements of the pointer; those that leave the slider on the same value cause no input event. */
const MOVES = 240;
/** Two frames, so that what one input puts off to the next frame is over before the next input. */
const PAUSE_MS = 34;

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Drags the slider's thumb to and fro; asks the page nothing on the way, since that would be work in the trace too. */
async function drag(page: Page, selector: string): Promise<void> {
  const slider = page.locator(selector);
  await slider.scrollIntoViewIfNeeded();
  // The widget mounts when it is first seen: measure it, not its loading.
  await pause(1000);
  const box = await slider.boundingBox();
  if (!box) throw new Error(`${selector} is not visible.`);
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

async function measureSlider(page: Page, site: string, { page: path, slider }: Slider) {
  await page.goto(site + path);
  if ((await page.locator(slider).count()) !== 1) throw new Error(`There is no ${slider} on ${path}.`);
  const session = await page.context().newCDPSession(page);
  const work = workPerInput(
    await recordTrace(session, ['devtools.timeline', 'v8'], () => drag(page, slider)),
  );
  await session.detach();
  if (work.length === 0) throw new Error('Dragging the slider caused no input event.');
  return {
    p50: round(percentile(work, 0.5)),
    p95: round(percentile(work, 0.95)),
    max: round(Math.max(...work)),
    n: work.length,
  };
}

/** Milliseconds from frame to frame while a key turns the towers or slabs, drawn by the processor alone. */
async function measureVolume(page: Page, site: string, { page: path, figure }: Volume) {
  await page.goto(site + path);
  await page.locator(figure).scrollIntoViewIfNeeded();
  await page.waitForSelector(`${figure} [data-volume][data-state="ready"] canvas`);
  const frames = await page.evaluate(
    async ({ figure, width, height, turns }) => {
      const view = document.querySelector<HTMLElement>(`${figure} [data-volume]`);
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
    { ...VOLUME_SIZE, figure, turns: TURNS },
  );
  const mean = frames.reduce((sum, each) => sum + each, 0) / frames.length;
  return {
    ...VOLUME_SIZE,
    framesPerSecond: round(1000 / mean),
    p50: round(percentile(frames, 0.5)),
    p95: round(percentile(frames, 0.95)),
  };
}

/**
 * Two ways of drawing without a GPU: WebGL by SwiftShader in both, and the page put together by Chromium's own software
 * compositor, as it is on a machine without a GPU, or by SwiftShader too, which takes twice the processor's time.
 */
const COMPOSITING = {
  software: ['--enable-unsafe-swiftshader', '--disable-gpu-compositing'],
  swiftshader: ['--enable-unsafe-swiftshader', '--use-gl=angle', '--use-angle=swiftshader'],
};

async function withPage<T>(args: readonly string[], measure: (page: Page) => Promise<T>): Promise<T> {
  const options = launchOptions();
  const browser = await chromium.launch({ ...options, args: [...options.args, ...args] });
  try {
    return await measure(
      await browser.newPage({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' }),
    );
  } finally {
    await browser.close();
  }
}

async function measureVolumes(page: Page, site: string) {
  return {
    volume: await measureVolume(page, site, VOLUMES.volume),
    slabs: await measureVolume(page, site, VOLUMES.slabs),
  };
}

/** Builds the site first where there is none. */
export async function benchCalculator() {
  if (!existsSync(join(ROOT, 'dist')) && (await run('build')) !== 0)
    throw new Error('The site could not be built.');
  const site = await serveSite({ root: join(ROOT, 'dist'), port: 0 });
  try {
    return {
      unit: 'ms',
      sliderInput: await withPage(COMPOSITING.software, async (page) => ({
        slide: await measureSlider(page, site.url, SLIDERS.slide),
        detailed: await measureSlider(page, site.url, SLIDERS.detailed),
        rank: await measureSlider(page, site.url, SLIDERS.rank),
      })),
      turning: {
        software: await withPage(COMPOSITING.software, (page) => measureVolumes(page, site.url)),
        swiftshader: await withPage(COMPOSITING.swiftshader, (page) => measureVolumes(page, site.url)),
      },
    };
  } finally {
    await site.close();
  }
}

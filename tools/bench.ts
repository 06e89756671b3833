/**
 * `npm run bench`: how long the page's main thread works on one movement of the calculator's slider, as JSON in
 * milliseconds. A frame at 60 Hz has 16.7 ms for that and for painting.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CDPSession, chromium, type Page } from 'playwright-core';
import { launchOptions } from './browser.mjs';
import { runAsCommand } from './lib/command.mjs';
import { ROOT, run } from './lib/npm.mjs';
import { percentile, type TraceEvent, workPerInput } from './lib/trace.ts';
import { serveSite } from './serve.mjs';

const PAGE = 'en/lessons/memory/';
const SLIDER = 'lr-memory-calculator input[type=range][name=sequence]';
/** Movements of the pointer; those that leave the slider on the same value cause no input event. */
const MOVES = 240;
/** Two frames, so that what one input puts off to the next frame is over before the next input. */
const PAUSE_MS = 34;

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function record(session: CDPSession, work: () => Promise<void>): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise<void>((done) => session.once('Tracing.tracingComplete', () => done()));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline', 'v8'], excludedCategories: ['*'] },
  });
  await work();
  await session.send('Tracing.end');
  await complete;
  return events;
}

/** Drags the slider's thumb to and fro; asks the page nothing on the way, since that would be work in the trace too. */
async function drag(page: Page): Promise<void> {
  const slider = page.locator(SLIDER);
  await slider.scrollIntoViewIfNeeded();
  // The widget mounts when it is first seen: measure it, not its loading.
  await pause(1000);
  const box = await slider.boundingBox();
  if (!box) throw new Error(`${SLIDER} is not visible on ${PAGE}.`);
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

await runAsCommand(import.meta.url, async () => {
  if (!existsSync(join(ROOT, 'dist')) && (await run('build')) !== 0)
    throw new Error('The site could not be built.');
  const site = await serveSite({ root: join(ROOT, 'dist'), port: 0 });
  const browser = await chromium.launch(launchOptions());
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(site.url + PAGE);
    if ((await page.locator(SLIDER).count()) !== 1) throw new Error(`There is no ${SLIDER} on ${PAGE}.`);
    const session = await page.context().newCDPSession(page);
    const work = workPerInput(await record(session, () => drag(page)));
    if (work.length === 0) throw new Error('Dragging the slider caused no input event.');
    const sliderInput = {
      p50: round(percentile(work, 0.5)),
      p95: round(percentile(work, 0.95)),
      max: round(Math.max(...work)),
      n: work.length,
    };
    console.log(
      JSON.stringify({ unit: 'ms', chromium: browser.version(), page: `/${PAGE}`, sliderInput }, null, 2),
    );
  } finally {
    await browser.close();
    await site.close();
  }
});

/**
 * The laboratory on its page, as a reader has it, on WebAssembly: seconds from the press of the button to the first loss
 * point; seconds until a run of LoRA alone answers 90 % of the held-out questions; and how long the page's main thread is
 * at one task while it trains.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { checkpointShapes, sizeOf } from '../../src/training/model/config.ts';
import { launchOptions } from '../browser.mjs';
import { ROOT, run } from '../lib/npm.mjs';
import { percentile, recordTrace, taskDurations } from '../lib/trace.ts';
import { CONFIG } from '../pretrain/settings.ts';
import { serveSite } from '../serve.mjs';
import { atLeast, atMost, rounded } from './figures.ts';

const PARAMETERS = Object.values(checkpointShapes(CONFIG)).reduce((sum, shape) => sum + sizeOf(shape), 0);

const SEEDS = [1, 2, 3];
const STEPS = 150;
const GOAL = 0.9;
/** Milliseconds of a run that are traced. */
const TRACED = 20_000;

const quantity = async (page: Page, name: string): Promise<number> =>
  Number(
    await page
      .getAttribute(`tr[data-method="lora"] [data-quantity="${name}"]`, 'value', { timeout: 100 })
      .catch(() => null),
  );

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function open(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block' });
  await page.goto(url);
  await page.waitForSelector('[data-button="train"]:enabled');
  await pause(500);
  return page;
}

/** Presses the button and looks until the run is over. */
async function oneRun(browser: Browser, url: string) {
  const page = await open(browser, url);
  const began = performance.now();
  const seconds = () => rounded((performance.now() - began) / 1000, 1);
  await page.click('[data-button="train"]');
  let firstPoint = Number.NaN;
  let reached = Number.NaN;
  while ((await page.getAttribute('lr-laboratory', 'data-state')) !== 'done') {
    if (Number.isNaN(firstPoint) && (await quantity(page, 'step')) > 0) firstPoint = seconds();
    if (Number.isNaN(reached) && (await quantity(page, 'accuracy')) >= GOAL) reached = seconds();
    await pause(50);
  }
  const accuracy = await quantity(page, 'accuracy');
  const trainedShare = (await quantity(page, 'trainable')) / PARAMETERS;
  await page.close();
  return { firstPoint, reached, accuracy: rounded(accuracy, 3), trainedShare: rounded(trainedShare, 4) };
}

async function mainThread(browser: Browser, url: string) {
  const page = await open(browser, url);
  const session = await page.context().newCDPSession(page);
  const events = await recordTrace(session, ['toplevel', 'devtools.timeline'], async () => {
    await page.click('[data-button="train"]');
    await pause(TRACED);
  });
  const steps = await quantity(page, 'step');
  await page.close();
  const tasks = taskDurations(events);
  const [p99, worst] = [percentile(tasks, 0.99), Math.max(...tasks)];
  return {
    tasks: tasks.length,
    stepsMeanwhile: steps,
    p99: rounded(p99),
    worst: rounded(worst),
    bars: { p99: atMost(p99, 50), worst: atMost(worst, 150) },
  };
}

const median = (values: number[]) => percentile(values, 0.5);

/** Builds the site first where there is none. */
export async function benchLaboratory() {
  if (!existsSync(join(ROOT, 'dist')) && (await run('build')) !== 0)
    throw new Error('The site could not be built.');
  const site = await serveSite({ root: join(ROOT, 'dist'), port: 0 });
  const browser = await chromium.launch(launchOptions());
  const link = (seed: number, methods = 'lora', steps = STEPS) =>
    `${site.url}en/lab/?v=1&task=questions&methods=${methods}&steps=${steps}&seed=${seed}&backend=wasm`;
  try {
    const runs = [];
    for (const seed of SEEDS) runs.push(await oneRun(browser, link(seed)));
    const [firstPoint, reached] = [
      median(runs.map((each) => each.firstPoint)),
      median(runs.map((each) => each.reached)),
    ];
    return {
      unit: 's; of tasks ms',
      chromium: browser.version(),
      runs,
      bars: {
        firstPoint: atMost(firstPoint, 5),
        ninetyPercent: atMost(reached, 60),
        accuracy: atLeast(median(runs.map(({ accuracy }) => accuracy)), GOAL),
        trainedShare: atMost(runs[0]?.trainedShare ?? Number.NaN, 0.05),
      },
      mainThread: await mainThread(browser, link(1, 'full,lora', 500)),
    };
  } finally {
    await browser.close();
    await site.close();
  }
}

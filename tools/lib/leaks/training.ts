/** The laboratory trains for a stretch of time, one run after the other; looked at when each is done. */
import type { Page } from 'puppeteer-core';
import { watch } from './census.ts';
import type { Subject } from './subject.ts';

/** Long enough to fill what a step leaves behind, short enough for many samples. */
const STEPS = 20;
const WARM_UP = 2;
const RUN_LIMIT_MS = 1_200_000;

async function train(page: Page): Promise<void> {
  await page.waitForSelector('[data-button="train"]:enabled');
  await page.click('[data-button="train"]');
  await page.waitForSelector('lr-laboratory[data-state="training"]');
  await page.waitForSelector('lr-laboratory[data-state="done"]', { timeout: RUN_LIMIT_MS });
}

export const trainingFor = (minutes: number): Subject => ({
  name: 'training',
  async measure(browser, site) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.goto(
      `${site}en/lab/?v=1&task=questions&methods=lora,prefix&steps=${STEPS}&seed=1&backend=wasm`,
    );
    const { census } = await watch(page);
    const end = performance.now() + minutes * 60_000;
    const samples = [];
    for (let run = 0; run < WARM_UP || performance.now() < end; run++) {
      await train(page);
      const taken = await census();
      if (run >= WARM_UP) samples.push(taken);
    }
    await context.close();
    return samples;
  },
});

/**
 * How long the wall takes to show what is done in the speaker view, in milliseconds: from a slider's input in one window to the number
 * (a 2D figure) or the state (a 3D view) in the other, both windows in one Chromium on one machine.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { launchOptions } from '../browser.mjs';
import { ROOT, run } from '../lib/npm.mjs';
import { percentile } from '../lib/trace.ts';
import { serveSite } from '../serve.mjs';

const CHANGES = 200;
const PAUSE_MS = 60;

interface Case {
  readonly deck: string;
  readonly hash: string;
  readonly figure: string;
  readonly slider: string;
  /** Before: what makes the figure stand in space. */
  readonly space?: string;
}
const CASES: Readonly<Record<string, Case>> = {
  'zero-stages': {
    deck: 'memory',
    hash: '#memory/5/0/0',
    figure: 'zero-stages',
    slider: 'input[type="range"][name="gpus"]',
  },
  'rank-decomposition': {
    deck: 'lora',
    hash: '#lora/3/0/0',
    figure: 'rank-decomposition',
    slider: 'input[type="range"][name="rank"]',
  },
  'rank-decomposition, in space': {
    deck: 'lora',
    hash: '#lora/3/0/0',
    figure: 'rank-decomposition',
    slider: 'input[type="range"][name="rank"]',
    space: 'input[name="view"][value="space"]',
  },
};

const READY = '[data-window][data-state="ready"]';

/** Notes, in the wall's own time since 1970, when the field of the state changes and when its drawing is through the next frame. */
async function watch(wall: Page, { figure, slider }: Case): Promise<void> {
  await wall.evaluate(
    ([id, selector]) => {
      const element = document.getElementById(id);
      const control = element?.querySelector<HTMLInputElement>(selector);
      const log: { value: string; state: number; drawn: number }[] = [];
      Object.assign(window, { log });
      const now = () => performance.timeOrigin + performance.now();
      // The control shows the state in the frame in which the picture is drawn.
      let shown = control?.value;
      const look = (): void => {
        if (control && control.value !== shown) {
          shown = control.value;
          log.push({ value: shown, state: now(), drawn: 0 });
        }
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    },
    [figure, slider] as const,
  );
}

async function measure(site: string, each: Case) {
  const browser = await chromium.launch(launchOptions());
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
    const [wall, speaker] = [await context.newPage(), await context.newPage()];
    await wall.goto(`${site}en/present/${each.deck}/${each.hash}`);
    await wall.waitForSelector(READY);
    await speaker.goto(`${site}en/present/${each.deck}/speaker/`);
    await speaker.waitForSelector(READY);
    for (const page of [wall, speaker])
      await page.waitForSelector(`#${each.figure}[data-state="ready"]`, { timeout: 30_000 });
    if (each.space) {
      await speaker
        .locator(`#${each.figure} ${each.space}`)
        .evaluate((input) => (input as HTMLElement).click());
      await wall.waitForSelector(`#${each.figure} canvas`, { timeout: 30_000 });
    }
    await wall.waitForTimeout(1500);
    await watch(wall, each);
    const sent = await speaker.evaluate(
      async ([id, selector, changes, pause]) => {
        const control = document.getElementById(id)?.querySelector<HTMLInputElement>(selector);
        if (!control) throw new Error(`no ${selector}`);
        const [least, most] = [Number(control.min), Number(control.max)];
        const log: number[] = [];
        for (let change = 0; change < changes; change += 1) {
          const before = control.value;
          control.value = String(least + ((Number(before) - least + 1) % (most - least + 1)));
          log.push(performance.timeOrigin + performance.now());
          control.dispatchEvent(new Event('input', { bubbles: true }));
          await new Promise((resolve) => setTimeout(resolve, pause));
        }
        return log;
      },
      [each.figure, each.slider, CHANGES, PAUSE_MS] as const,
    );
    await wall.waitForTimeout(1000);
    const came = await wall.evaluate(() =>
      (window as unknown as { log: { state: number }[] }).log.map(({ state }) => state),
    );
    // Every change is a step further; the wall may pass over some when they come in one frame.
    const lags = came.map((at) => at - Math.max(...sent.filter((time) => time <= at)));
    const round = (ms: number) => Math.round(10 * ms) / 10;
    return {
      p50: round(percentile(lags, 0.5)),
      p95: round(percentile(lags, 0.95)),
      max: round(Math.max(...lags)),
      seen: came.length,
      of: sent.length,
    };
  } finally {
    await browser.close();
  }
}

export async function benchPresenting(): Promise<Record<string, unknown>> {
  if (!existsSync(join(ROOT, 'dist')) && (await run('build')) !== 0)
    throw new Error('The site could not be built.');
  const site = await serveSite({ root: join(ROOT, 'dist'), port: 0 });
  const figures: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(CASES)) figures[name] = await measure(site.url, each);
  await site.close();
  return { lagInMilliseconds: figures };
}

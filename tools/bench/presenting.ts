/**
 * How long the wall takes to show what is done in the speaker view, in milliseconds: from a slider's input in one window to the number
 * (a 2D figure) or the state (a 3D view) in the other, both windows in one Chromium on one machine.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { findTestChromium, launchOptions } from '../browser.mjs';
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
    space: 'input[data-field="view"][value="space"]',
  },
};

const round = (ms: number) => Math.round(10 * ms) / 10;
const summary = (lags: readonly number[]) => ({
  p50: round(percentile([...lags], 0.5)),
  p95: round(percentile([...lags], 0.95)),
  max: round(Math.max(...lags)),
  of: lags.length,
});

const READY = '[data-window][data-state="ready"]';

interface Noted {
  readonly value: string;
  readonly at: number;
}

/**
 * Notes on the wall, in time since 1970: when a state arrives (its message, by the slider's field in it) and when it is on show (the
 * control takes its value in the frame in which the picture is drawn).
 */
async function watch(wall: Page, { deck, figure, slider }: Case): Promise<void> {
  await wall.evaluate(
    ([name, id, selector]) => {
      const control = document.getElementById(id)?.querySelector<HTMLInputElement>(selector);
      const arrived: number[] = [];
      const shown: Noted[] = [];
      Object.assign(window, { noted: { arrived, shown } });
      const now = () => performance.timeOrigin + performance.now();
      new BroadcastChannel(`low-rank.deck.${name}`).onmessage = ({ data }) => {
        for (const { key } of data.entries) if (key === `figure:${name}/${id}`) arrived.push(now());
      };
      let last = control?.value;
      const look = (): void => {
        if (control && control.value !== last) {
          last = control.value;
          shown.push({ value: last, at: now() });
        }
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    },
    [deck, figure, slider] as const,
  );
}

async function measure(site: string, each: Case) {
  // A Chromium with windows draws the one that is not in front seldom; on two screens both are in front.
  const browser = await chromium.launch({ ...launchOptions(), executablePath: findTestChromium() });
  try {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 720 },
      serviceWorkers: 'block',
    });
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
        const log: Noted[] = [];
        for (let change = 0; change < changes; change += 1) {
          const before = control.value;
          control.value = String(least + ((Number(before) - least + 1) % (most - least + 1)));
          log.push({ value: control.value, at: performance.timeOrigin + performance.now() });
          control.dispatchEvent(new Event('input', { bubbles: true }));
          await new Promise((resolve) => setTimeout(resolve, pause));
        }
        return log;
      },
      [each.figure, each.slider, CHANGES, PAUSE_MS] as const,
    );
    await wall.waitForTimeout(1000);
    const { arrived, shown } = await wall.evaluate(
      () => (window as unknown as { noted: { arrived: number[]; shown: Noted[] } }).noted,
    );
    /** From the last input that set this value, or the last of all, to then. */
    const since = (at: number, value?: string): number =>
      at -
      Math.max(
        ...sent
          .filter((each) => each.at <= at && (value ?? each.value) === each.value)
          .map((each) => each.at),
      );
    return {
      inputs: sent.length,
      arrives: summary(arrived.map((at) => since(at))),
      shows: summary(shown.map(({ at, value }) => since(at, value))),
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

/** What the audit of leaks measures: something done over and over, looked at each time in the same state. */
import puppeteer, { type Browser } from 'puppeteer-core';
import { chromiumArguments, findChromium } from '../../browser.mjs';
import type { Census } from './census.ts';

export interface Subject {
  name: string;
  /** Opens what it needs in the browser; the samples are in order, those of the warm-up left out. */
  measure(browser: Browser, site: string): Promise<Census[]>;
}

/** Without the compilers that make code anew the more often it runs, and keeping what is compiled: the heap holds what the page keeps. */
const STEADY_CODE = '--js-flags=--no-opt --no-maglev --no-sparkplug --no-flush-bytecode';

export const launchForLeaks = (): Promise<Browser> =>
  puppeteer.launch({
    executablePath: findChromium(),
    headless: true,
    args: [...chromiumArguments, STEADY_CODE],
    // A machine that does something else besides takes minutes for what takes seconds alone.
    protocolTimeout: 900_000,
  });

/**
 * @param rounds done between two samples
 * @param warmUp samples that are thrown away: code is compiled and caches fill then
 */
export async function sampleEvery(
  samples: number,
  warmUp: number,
  rounds: (sample: number) => Promise<void>,
  census: () => Promise<Census>,
): Promise<Census[]> {
  const kept: Census[] = [];
  for (let sample = 0; sample < warmUp + samples; sample++) {
    await rounds(sample);
    const taken = await census();
    if (sample >= warmUp) kept.push(taken);
  }
  return kept;
}

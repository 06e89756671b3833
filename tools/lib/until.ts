import type { Page } from 'playwright-core';
import { BLOCKS } from '../../src/layouts/scripts/settle.ts';

/** Until a condition holds. */
export async function until(holds: () => Promise<boolean>, what: string, timeout = 30_000): Promise<void> {
  const end = Date.now() + timeout;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what} did not come about in ${timeout / 1000} s`);
    await new Promise((later) => setTimeout(later, 50));
  }
}

/**
 * Scrolls a reloaded page up until `selector` is seen: the browser goes back to its place at a moment of its own, and a
 * widget mounts when a reader is near it.
 */
export function atTop(page: Page, selector: string): Promise<void> {
  const isSeen = async (): Promise<boolean> => {
    await page.evaluate(() => scrollTo(0, 0));
    return page.locator(selector).first().isVisible();
  };
  return until(isSeen, `“${selector}”`);
}

/** Until the whole page is laid out: what is not is missing in Chromium's accessibility tree. */
export const untilWhole = (page: Page): Promise<unknown> =>
  page.waitForFunction(
    (blocks) =>
      !document.documentElement.matches('[data-settling]') ||
      [...document.querySelectorAll(blocks)].every((each) => each.matches('[data-settled]')),
    BLOCKS,
  );

/** Lays the whole page out at once, by a key with which a reader would begin to search in it. */
export async function wholeNow(page: Page): Promise<void> {
  await page.keyboard.press('Control');
  await untilWhole(page);
}

import type { Page } from 'playwright-core';

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

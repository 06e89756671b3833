import type { Page } from 'playwright-core';

/** What a screen reader would say of itself: a live region whose words changed. */
export interface Announcement {
  /** Milliseconds since the page was opened. */
  readonly time: number;
  readonly region: string;
  readonly text: string;
}

/** From now on, keeps what every live region that is shown says: words that changed while it was not switched off. */
export async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const heard: Announcement[] = [];
    Object.assign(globalThis, { heard });
    const live = '[aria-live], [role="status"], [role="alert"], [role="log"], output';
    const nameOf = (region: Element): string => {
      const own = region.getAttributeNames().find((name) => name.startsWith('data-'));
      const figure = region.closest('.figure, .lab, [data-exercise]');
      return `${figure?.id || figure?.localName || 'page'} ${own ?? region.className}`;
    };
    new MutationObserver((records) => {
      const regions = new Set(
        records.flatMap(({ target }) => {
          const element = target instanceof Element ? target : target.parentElement;
          return element?.closest(live) ?? [];
        }),
      );
      for (const region of regions) {
        const text = region.textContent?.trim() ?? '';
        const off = region.getAttribute('aria-live') === 'off';
        if (off || text === '' || !region.checkVisibility()) continue;
        heard.push({ time: performance.now(), region: nameOf(region), text });
      }
    }).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ['hidden'],
    });
  });
}

/** What has been said since `listen` or since this was asked last. */
export function heard(page: Page): Promise<Announcement[]> {
  return page.evaluate(() =>
    (globalThis as unknown as { heard: Announcement[] }).heard.splice(0, Number.POSITIVE_INFINITY),
  );
}

/** Seconds during which a region may say one thing: a little less, since timers are early by fractions. */
const APART_MS = 950;

/** What comes too soon after the same region's last word, as short lines; none means that who listens can follow. */
export function hurried(announcements: readonly Announcement[]): string[] {
  return announcements.flatMap(({ region, time, text }, index) => {
    const last = announcements.slice(0, index).findLast((other) => other.region === region);
    const gap = last ? time - last.time : Number.POSITIVE_INFINITY;
    return gap < APART_MS ? [`${region}: “${text.slice(0, 60)}” ${Math.round(gap)} ms after the last`] : [];
  });
}

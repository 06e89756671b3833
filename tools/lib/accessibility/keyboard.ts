import type { Page } from 'playwright-core';

export interface Stop {
  /** Which element, by its place among all of the page. */
  readonly place: number;
  readonly name: string;
  /** What is wrong with the focus there, if anything. */
  readonly wrong: string;
  /** Takes Tab for itself, until Escape says that the next one leads on; which stands below it. */
  readonly isEditor: boolean;
  /** A text for code, whose editor is fetched when it is reached. */
  readonly isField: boolean;
}

/** Where the focus is, once an editor has taken the place of the field that called for it, and shows it: no reader tabs on before. */
async function settledStop(page: Page): Promise<Stop | null> {
  const stop = await stopHere(page);
  if (!stop?.isField && !stop?.isEditor) return stop;
  await page.waitForFunction(() => {
    const focused = document.activeElement;
    return (
      (focused?.shadowRoot ?? focused?.parentNode)?.querySelector('.cm-focused') ||
      focused?.closest('.cm-focused')
    );
  });
  return stopHere(page);
}

/** Where the focus is; null outside of the page's elements. */
function stopHere(page: Page): Promise<Stop | null> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    if (!element || element === document.body) return null;
    // Boxes of options lie unseen over their words, which bear the outline.
    const shown =
      element.closest('.option')?.querySelector('span') ??
      element.shadowRoot?.querySelector<HTMLElement>('.cm-editor') ??
      element;
    const box = shown.getBoundingClientRect();
    const { outlineStyle, outlineWidth } = getComputedStyle(shown);
    const isOutlined =
      box.width > 0 && box.height > 0 && outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
    // Some point of it must lie open: 2.4.11 asks that the focus is not hidden entirely.
    const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
    const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
    const isOpen = [0.05, 0.5, 0.95].some((across) =>
      [0.05, 0.5, 0.95].some((down) => {
        const hit = document.elementFromPoint(left + across * (right - left), top + down * (bottom - top));
        return hit !== null && (shown.contains(hit) || hit.contains(shown) || element.contains(hit));
      }),
    );
    const isInSight = right > left && bottom > top;
    const wrong = isOutlined
      ? isInSight && isOpen
        ? ''
        : `the focus is ${isInSight ? 'covered' : 'out of sight'} at ${Math.round(box.left)}, ${Math.round(box.top)}`
      : 'the focus cannot be seen';
    const words = element.getAttribute('aria-label') ?? element.textContent ?? '';
    return {
      place: [...document.querySelectorAll('*')].indexOf(element),
      name: `${element.localName}${element.id && `#${element.id}`} “${words.trim().slice(0, 30)}”`,
      wrong,
      isEditor: element.matches('.cm-content') || element.shadowRoot?.querySelector('.cm-content') != null,
      isField: element.matches('textarea.code-field'),
    };
  });
}

/**
 * Goes through a page by Tab from its start, at most so many steps. It should end where it began, or outside: not in a trap.
 *
 * @returns the stops, and what is wrong, one line each; none means that all is well
 */
export async function walkByTab(
  page: Page,
  most: number,
  key: 'Tab' | 'Shift+Tab' = 'Tab',
): Promise<{ stops: Stop[]; cameOut: boolean; problems: string[] }> {
  const stops: Stop[] = [];
  const problems: string[] = [];
  let cameOut = false;
  for (let step = 0; step < most; step += 1) {
    if (stops.at(-1)?.isEditor) await page.keyboard.press('Escape');
    await page.keyboard.press(key);
    const stop = await settledStop(page);
    cameOut = stop === null || stop.place === stops[0]?.place;
    if (stop === null || cameOut) break;
    const last = stops.at(-1);
    if (stop.wrong) problems.push(`${stop.name}: ${stop.wrong}`);
    if (last && last.place === stop.place) {
      problems.push(`${stop.name}: ${key} does not lead out`);
      break;
    }
    const isForward = last !== undefined && stop.place > last.place;
    if (last && isForward !== (key === 'Tab'))
      problems.push(`${stop.name} comes after ${last.name}, against the order of the page`);
    stops.push(stop);
  }
  return { stops, cameOut, problems };
}

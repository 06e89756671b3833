import type { RunOptions } from 'axe-core';
import type { CDPSession, Page } from 'playwright-core';
import { axe, COLOUR_RULES } from './axe.ts';

interface Look {
  readonly name: string;
  readonly colorScheme?: 'dark';
  readonly forcedColors?: 'active';
  readonly width?: number;
  readonly height?: number;
  /** Pixels of the screen for one of the page: 2 where the reader has zoomed to 200 %. */
  readonly scale?: number;
  /** Where only some of the rules can come out otherwise than in the first look. */
  readonly rules?: RunOptions['runOnly'];
}

/** How readers see a page: each state is looked at in all of these ways. */
export const LOOKS: readonly Look[] = [
  { name: 'light' },
  { name: 'dark', colorScheme: 'dark', rules: COLOUR_RULES },
  { name: 'forced colours', forcedColors: 'active', rules: COLOUR_RULES },
  { name: '200 %', width: 640, height: 400, scale: 2 },
  { name: '320 px', width: 320 },
];

/** A size that was asked for ends with the session that asked. */
const sessions = new WeakMap<Page, CDPSession>();

/** Brings the page, at its top, into a look. */
export async function lookAs(page: Page, look: Look): Promise<void> {
  const { colorScheme = 'light', forcedColors = 'none' } = look;
  await page.emulateMedia({ colorScheme, forcedColors });
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page));
  sessions.set(page, session);
  await session.send('Emulation.setDeviceMetricsOverride', {
    ...{ width: look.width ?? 1280, height: look.height ?? 800, deviceScaleFactor: look.scale ?? 1 },
    mobile: false,
  });
  await toTop(page);
  // Drawings are made anew for their width, at the next frames; colours pass over into others.
  await page.evaluate(async () => {
    await new Promise<void>((drawn) =>
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn, 60))),
    );
    const passing = document.getAnimations().filter((each) => each instanceof CSSTransition);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
}

/** The page's bar stays in sight, and a button half covered by it would be taken for a small one. */
const toTop = (page: Page): Promise<void> => page.evaluate(() => scrollTo(0, 0));

/** What is wrong in any look with the page as it stands, one line each; the page is left in the first look. */
export async function wrongInAnyLook(page: Page, within?: string, miniature?: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const look of LOOKS) {
    await (look === LOOKS[0] ? toTop(page) : lookAs(page, look));
    const found = await axe(page, look.rules, within, miniature);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (sideways > 0) found.push(`the page scrolls sideways by ${sideways} px`);
    wrong.push(...found.map((each) => `${look.name}: ${each}`));
  }
  await lookAs(page, { name: 'light' });
  return wrong;
}

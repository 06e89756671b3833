import type { Page } from 'playwright-core';
import { BLOCKS } from '../../../src/layouts/scripts/settle.ts';

/** Until the whole page is laid out: what is not is missing in Chromium's accessibility tree. */
export const untilWhole = (page: Page): Promise<unknown> =>
  page.waitForFunction(
    (blocks) =>
      !document.documentElement.matches('[data-settling]') ||
      [...document.querySelectorAll(blocks)].every((each) => each.matches('[data-settled]')),
    BLOCKS,
  );

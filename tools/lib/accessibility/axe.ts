import axeCore, { type Result, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The rules that another theme can break. */
export const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds wrong, as short lines; none means that all is well. The page must have JavaScript enabled: axe waits on timers.
 *
 * @param within only what stands below this selector
 */
export async function axe(
  page: Page,
  rules: RunOptions['runOnly'] = STANDARD,
  within?: string,
): Promise<string[]> {
  // A <script> would be refused by the site's policy; evaluation through the debugger is not subject to it.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeCore.source);
  const violations = await page.evaluate(
    ([runOnly, selector]) =>
      (globalThis as unknown as { axe: typeof axeCore }).axe
        .run(selector ?? document, { runOnly, resultTypes: ['violations'] } as RunOptions)
        .then((r) => r.violations),
    [rules, within] as const,
  );
  return violations.map(describeViolation);
}

function describeViolation({ id, help, nodes }: Result): string {
  const where = nodes.slice(0, 3).map((node) => node.target.join(' '));
  return `${id}: ${help} (${nodes.length}: ${where.join(' | ')})`;
}

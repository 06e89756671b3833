import axeCore, { type Result, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The rules that another theme can break. */
export const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/**
 * What axe finds wrong, as short lines; none means that all is well. The page must have JavaScript enabled: axe waits on timers.
 *
 * @param within only what stands below this selector
 * @param miniature what stands below this selector is scaled as a whole, and not held to `target-size`
 */
export async function axe(
  page: Page,
  rules: RunOptions['runOnly'] = STANDARD,
  within?: string,
  miniature?: string,
): Promise<string[]> {
  // A <script> would be refused by the site's policy; evaluation through the debugger is not subject to it.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeCore.source);
  const violations = await page.evaluate(
    async ([runOnly, selector, small]) => {
      const { axe } = globalThis as unknown as { axe: typeof axeCore };
      if (small) axe.configure({ rules: [{ id: 'target-size', selector: `:not(:is(${small}) *)` }] });
      const options = { runOnly, resultTypes: ['violations'] } as RunOptions;
      return (await axe.run(selector ?? document, options)).violations;
    },
    [rules, within, miniature] as const,
  );
  return violations.map(describeViolation);
}

function describeViolation({ id, help, nodes }: Result): string {
  const where = nodes.slice(0, 3).map((node) => node.target.join(' '));
  return `${id}: ${help} (${nodes.length}: ${where.join(' | ')})`;
}

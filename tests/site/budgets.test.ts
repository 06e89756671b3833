import { describe, expect, it } from 'vitest';
import { BUDGETS, SLACK } from '../../tools/lib/budgets';
import { type Layout, layoutOf } from '../../tools/lib/layouts';
import { filesOf, PARTS, weigh } from '../../tools/lib/pageWeight';
import { PAGES, ROOT } from './pages';

const files = filesOf(ROOT);
const WEIGHTS = PAGES.map((page) => ({
  path: page.path,
  layout: layoutOf(page.path),
  weight: weigh(page, files),
}));

/** What a failure says: the page, the part, and both numbers. */
const line = (path: string, part: string, bytes: number, budget: number) =>
  `${path} takes ${bytes} bytes of ${part}; the budget is ${budget}`;

describe.each(Object.keys(BUDGETS) as Layout[])('pages of the layout “%s”', (layout) => {
  const pages = WEIGHTS.filter((each) => each.layout === layout);
  const budget = BUDGETS[layout];
  const parts = [...PARTS, 'total'] as const;

  it('take no more than their budget before the reader touches anything', () => {
    expect(pages.length).toBeGreaterThan(0);
    const over = pages.flatMap(({ path, weight }) =>
      parts
        .filter((part) => weight[part] > budget[part])
        .map((part) => line(path, part, weight[part], budget[part])),
    );
    expect(over).toEqual([]);
  });

  it('have no budget that would let a page grow unnoticed', () => {
    const slack = parts.flatMap((part) => {
      const most = Math.max(...pages.map(({ weight }) => weight[part]));
      const least = Math.ceil(most * (1 + SLACK));
      return budget[part] > least ? [`${part}: ${budget[part]}, where the largest page takes ${most}`] : [];
    });
    expect(slack).toEqual([]);
  });
});

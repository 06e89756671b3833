import type { Page } from 'playwright-core';
import { wholeNow } from '../until.ts';

/** A node of Chromium's accessibility tree, as much of it as is needed here. */
interface Node {
  readonly nodeId: string;
  readonly ignored: boolean;
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
  readonly childIds?: readonly string[];
}

/**
 * What a screen reader gets of each formula that is shown: its MathML, as text. Problems are formulas without one, and such as
 * are read twice: their picture too, or the TeX that they were made from.
 */
export async function formulasRead(page: Page): Promise<{ texts: string[]; problems: string[] }> {
  await wholeNow(page);
  const session = await page.context().newCDPSession(page);
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as unknown as {
    nodes: readonly Node[];
  };
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const textOf = (node: Node): string => {
    const inner = (node.childIds ?? [])
      .map((id) => byId.get(id))
      .map((child) => (child ? textOf(child) : ''));
    return inner.join('') || (node.ignored ? '' : (node.name?.value ?? ''));
  };
  const texts = nodes
    .filter(({ ignored, role }) => !ignored && /^(MathMLMath|math)$/.test(role?.value ?? ''))
    .map(textOf);
  const { shown, doubled } = await page.evaluate(() => {
    const all = [...document.querySelectorAll('.katex')].filter((each) => each.checkVisibility());
    const isHidden = (each: Element) => each.closest('[aria-hidden="true"]') !== null;
    return {
      shown: all.filter((each) => !isHidden(each)).length,
      doubled: all.filter((each) => {
        const picture = each.querySelector('.katex-html');
        return picture !== null && !isHidden(picture);
      }).length,
    };
  });
  const problems = [
    ...(texts.length < shown ? [`${shown} formulas are shown, and ${texts.length} are read`] : []),
    ...(doubled > 0 ? [`${doubled} formulas are read twice`] : []),
    ...texts.filter((text) => text.trim() === '').map(() => 'a formula without a word'),
    ...texts.filter((text) => /\\[a-z]+/i.test(text)).map((text) => `TeX is read: ${text.slice(0, 60)}`),
  ];
  return { texts, problems };
}

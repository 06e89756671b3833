import type { Page } from 'playwright-core';

/** What a screen reader says of an element after its name, as Chromium computes it. */
export async function describedBy(page: Page, selector: string): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const { result } = (await session.send('Runtime.evaluate', {
    expression: `document.querySelector(${JSON.stringify(selector)})`,
  })) as { result: { objectId?: string } };
  const { nodes } = (await session.send('Accessibility.getPartialAXTree', {
    ...(result.objectId !== undefined && { objectId: result.objectId }),
    fetchRelatives: false,
  })) as unknown as { nodes: { description?: { value: string } }[] };
  await session.detach();
  return nodes[0]?.description?.value ?? '';
}

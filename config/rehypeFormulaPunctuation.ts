import type { Element, ElementContent, Root, RootContent } from 'hast';

/** What no line may begin with, English and Chinese. */
const CLOSING = /^[,.;:!?)\]}’”%，。；：、！？）】》」』]+/;
/** What no line may end with. */
const OPENING = /[([{‘“（【《「『]+$/;

/**
 * Browsers may break a line between a formula and the punctuation beside it, as beside an image. Both become one
 * `<span class="joined">`, within which there is no such place; a long formula still breaks at its own signs.
 */
export function rehypeFormulaPunctuation() {
  return (tree: Root): void => join(tree);
}

function join(parent: { children: (RootContent | ElementContent)[] }): void {
  const { children } = parent;
  for (let index = 0; index < children.length; index++) {
    const node = children[index];
    if (!node || !('children' in node)) continue;
    if (!isFormula(node)) {
      join(node as { children: ElementContent[] });
      continue;
    }
    const joined: ElementContent[] = [node];
    const before = children[index - 1];
    const after = children[index + 1];
    const opening = before?.type === 'text' ? (OPENING.exec(before.value)?.[0] ?? '') : '';
    const closing = after?.type === 'text' ? (CLOSING.exec(after.value)?.[0] ?? '') : '';
    if (opening && before?.type === 'text') {
      before.value = before.value.slice(0, -opening.length);
      joined.unshift({ type: 'text', value: opening });
    }
    if (closing && after?.type === 'text') {
      after.value = after.value.slice(closing.length);
      joined.push({ type: 'text', value: closing });
    }
    if (joined.length > 1)
      children[index] = {
        type: 'element',
        tagName: 'span',
        properties: { className: ['joined'] },
        children: joined,
      };
  }
}

/** A formula within a line; one on a line of its own is a `katex-display`. */
const isFormula = (node: RootContent | ElementContent): node is Element =>
  node.type === 'element' &&
  Array.isArray(node.properties['className']) &&
  node.properties['className'].includes('katex');

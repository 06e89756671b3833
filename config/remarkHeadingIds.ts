import type { Heading, Root, RootContent } from 'mdast';
import type { VFile } from 'vfile';

const ID_AT_END = /\s*\[#([a-z][a-z0-9-]*)\]\s*$/;

/**
 * `## Why memory is the wall [#wall]` gives the heading the id `wall`, the same in every language, so that a link
 * to a section survives the language switch. A second- or third-level heading without one fails the build.
 */
export function remarkHeadingIds() {
  return (tree: Root, file: VFile): void => {
    for (const heading of headings(tree.children)) {
      const last = heading.children.at(-1);
      const match = last?.type === 'text' ? ID_AT_END.exec(last.value) : null;
      if (!match || last?.type !== 'text') {
        file.fail('a heading needs an id at its end, as in “## Title [#title]”', heading);
      }
      last.value = last.value.slice(0, match.index);
      // `hProperties` is how Markdown nodes hand attributes to their HTML elements.
      heading.data = { ...heading.data, ...{ hProperties: { id: match[1] } } };
    }
  };
}

function* headings(nodes: readonly RootContent[]): Generator<Heading> {
  for (const node of nodes) {
    if (node.type === 'heading') yield node;
    else if ('children' in node) yield* headings(node.children as RootContent[]);
  }
}

import type { Root, RootContent } from 'mdast';
import type { VFile } from 'vfile';
import { renderFormula } from '../src/formula/render';
import { fillFormula } from '../src/quantities/show';

interface MathNode {
  type: string;
  value: string;
  data?: { hChildren?: { type: string; value?: string }[] };
}

/**
 * `$16\phi = @{states model=llama-7b method=full unit=GB digits=1}$`: inside formulas, `@{…}` is replaced by the
 * number that `src/theory` computes, so that no figure in a derivation is typed by hand. A formula that cannot be
 * typeset fails the build.
 */
export function remarkTheoryNumbers() {
  return (tree: Root, file: VFile): void => {
    const language = /[\\/]zh[\\/]/.test(file.path ?? '') ? 'zh' : 'en';
    visit(tree.children, (node) => {
      try {
        node.value = fillFormula(node.value, language);
        // rehype-katex would draw a bad formula in red and go on.
        renderFormula(node.value);
      } catch (error) {
        file.fail(error instanceof Error ? error.message : String(error), node as unknown as RootContent);
      }
      for (const child of node.data?.hChildren ?? []) {
        if (child.value !== undefined) child.value = node.value;
        const inner = (child as { children?: { value?: string }[] }).children?.[0];
        if (inner?.value !== undefined) inner.value = node.value;
      }
    });
  };
}

function visit(nodes: readonly RootContent[], onMath: (node: MathNode) => void): void {
  for (const node of nodes) {
    const type: string = node.type;
    if (type === 'math' || type === 'inlineMath') onMath(node as unknown as MathNode);
    else if ('children' in node) visit(node.children as RootContent[], onMath);
  }
}

import type { Element, ElementContent, Root } from 'hast';
import { expect, it } from 'vitest';
import { rehypeFormulaPunctuation } from '../../config/rehypeFormulaPunctuation';

const element = (className: string, ...children: ElementContent[]): Element => ({
  type: 'element',
  tagName: 'span',
  properties: { className: [className] },
  children,
});
const text = (value: string): ElementContent => ({ type: 'text', value });
const formula = element('katex', text('x,'));

function joined(...children: ElementContent[]): ElementContent[] {
  const paragraph = element('p', ...structuredClone(children));
  const tree: Root = { type: 'root', children: [paragraph] };
  rehypeFormulaPunctuation()(tree);
  return paragraph.children;
}

it('joins a formula and the punctuation on both sides', () => {
  expect(joined(text('so ('), formula, text('), and'))).toEqual([
    text('so '),
    element('joined', text('('), formula, text('),')),
    text(' and'),
  ]);
  expect(joined(text('即'), formula, text('。因此'))).toEqual([
    text('即'),
    element('joined', formula, text('。')),
    text('因此'),
  ]);
});

it('leaves alone what is followed by a word, a space or nothing, and formulas on lines of their own', () => {
  for (const next of [text(' is'), text('-th'), formula]) {
    const alone = [text('of '), formula, next];
    expect(joined(...alone)).toEqual(alone);
  }
  expect(joined(formula)).toEqual([formula]);
  const display = [element('katex-display', formula), text(', where')];
  expect(joined(...display)).toEqual(display);
});

it('finds formulas at any depth', () => {
  expect(joined(element('em', formula, text('.')))).toEqual([
    element('em', element('joined', formula, text('.')), text('')),
  ]);
});

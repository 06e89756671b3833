import type { Translate } from '../../../i18n/translate';
import type { LabMethod } from '../../../training/laboratory/api';

/** The element that the build put there for the browser half. */
export function find<T extends Element = HTMLElement>(host: ParentNode, selector: string): T {
  const element = host.querySelector<T>(selector);
  if (!element) throw new Error(`the laboratory lacks ${selector}`);
  return element;
}

/** A method as a heading or a row names it. */
export function methodName(method: LabMethod | 'base', translate: Translate): string {
  if (method === 'base') return translate('lab.base');
  return method === 'own' ? translate('lab.ownMethod') : translate(`method.${method}`);
}

/** A new element with attributes and children: text as text, nothing as HTML. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** A piece of a method's line, so that a row and its curve are told to be the same. */
export function methodKey(method: string): SVGSVGElement {
  const key = document.createElementNS(SVG, 'svg');
  key.setAttribute('class', 'method-key');
  key.setAttribute('data-method', method);
  key.setAttribute('viewBox', '0 0 28 8');
  key.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', 'M0,4H28');
  key.append(line);
  return key;
}

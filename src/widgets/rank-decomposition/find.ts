/** @throws Error where the build's half lacks the element */
export function find<E extends Element = HTMLElement>(host: ParentNode, selector: string): E {
  const found = host.querySelector<E>(selector);
  if (!found) throw new Error(`the figure has no ${selector}`);
  return found;
}

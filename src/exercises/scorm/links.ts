/** Where a link of a packaged page leads. */
export type Target =
  /** A page or file of the package, below its root: `en/lab/index.html?v=1#run`. */
  | { readonly kind: 'inside'; readonly path: string }
  /** A page of the site that the package does not hold. */
  | { readonly kind: 'left-out'; readonly path: string }
  /** Another site. */
  | { readonly kind: 'web' }
  /** No address of a page: a download, a mail. */
  | { readonly kind: 'other' };

/**
 * Resolves a link. An LMS serves files and no folders, so that `lab/` is `lab/index.html` in a package.
 *
 * @param page the address of the page that bears it
 * @param root the address of the package's root, with a slash at its end
 * @param files what the package holds, as paths below its root
 */
export function targetOf(href: string, page: string, root: string, files: ReadonlySet<string>): Target {
  const url = URL.canParse(href, page) ? new URL(href, page) : null;
  if (!url || !/^(https?|file):$/.test(url.protocol)) return { kind: 'other' };
  if (!url.href.startsWith(root)) return { kind: 'web' };
  const { search, hash } = url;
  const path = decodeURIComponent(url.pathname.slice(new URL(root).pathname.length)).replace(
    /(^|\/)$/,
    '$1index.html',
  );
  return { kind: files.has(path) ? 'inside' : 'left-out', path: path + search + hash };
}

/**
 * Keeps the links that scripts make within the package, as `tools/package-scorm` has done with those of the page's text:
 * a page that is not there is no link, another site opens in a tab of its own (most forbid to be shown in a frame).
 */
export function keepLinksInside(root: string, files: ReadonlySet<string>): void {
  const settle = (link: HTMLAnchorElement): void => {
    const href = link.getAttribute('href');
    if (href === null || href.startsWith('#')) return;
    const target = targetOf(href, location.href, root, files);
    if (target.kind === 'left-out') link.removeAttribute('href');
    if (target.kind === 'inside' && link.href !== root + target.path) link.href = root + target.path;
    if (target.kind === 'web' && link.target !== '_blank') {
      link.target = '_blank';
      link.rel = 'noopener noreferrer';
    }
  };
  const settleIn = (node: Node): void => {
    if (!(node instanceof Element)) return;
    if (node instanceof HTMLAnchorElement) settle(node);
    for (const link of node.querySelectorAll('a')) settle(link);
  };
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === 'attributes') settleIn(target);
      for (const node of addedNodes) settleIn(node);
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['href'] });
}

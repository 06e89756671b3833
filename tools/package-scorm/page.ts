import { posix } from 'node:path';
import { targetOf } from '../../src/exercises/scorm/links';
import type { Settings } from '../../src/exercises/scorm/settings';
import { securityHeaders } from '../headers.mjs';
import { decodeEntities, encodeEntities } from './site';

/** Where a package keeps what the site does not have. */
export const OWN = 'scorm';
/** A root that no link of the site can name by accident. */
const ROOT = 'https://package.invalid/';

export interface PageOptions {
  /** Its path below the package's root. */
  readonly path: string;
  readonly settings: Settings;
  /** Addresses of cited works, for a package without the page of references. */
  readonly references: ReadonlyMap<string, string>;
  /** The sentence for the foot of a page that has lost links; empty for none. */
  readonly note: string;
}

/**
 * A page of the site as a page of a package: links stay inside it, other sites open in a tab of their own, and what leads
 * to nothing there is left out: the search, the other language, code to embed figures, lists of links of which none is left.
 * So is what is the site's own: its manifest, and the worker that keeps it for offline use.
 */
export function packagePage(html: string, { path, settings, references, note }: PageOptions): string {
  const pages = new Set(settings.pages);
  const up = '../'.repeat(path.split('/').length - 1);
  let lost = 0;
  const settle = (attributes: string): string => {
    const href = decodeEntities(/\shref="([^"]*)"/.exec(attributes)?.[1] ?? '');
    if (href === '' || href.startsWith('#')) return `<a${attributes}>`;
    const target = targetOf(href, ROOT + path, ROOT, pages);
    if (target.kind === 'inside')
      return `<a${attributes.replace(/\shref="[^"]*"/, ` href="${encodeEntities(relative(path, target.path))}"`)}>`;
    if (target.kind === 'other') return `<a${attributes}>`;
    const cited = target.kind === 'left-out' && /\/references\/index\.html#(.+)$/.exec(target.path)?.[1];
    const web = target.kind === 'web' ? href : references.get(cited || '');
    if (web !== undefined) {
      const kept = attributes.replaceAll(/\s(?:href|rel|target)="[^"]*"/g, '');
      return `<a${kept} href="${encodeEntities(web)}" target="_blank" rel="noopener noreferrer">`;
    }
    lost += 1;
    return `<a${attributes.replaceAll(/\s(?:href|rel|hreflang|aria-label|aria-current)="[^"]*"/g, '')}>`;
  };

  const body = html
    .replace(/(<html\b[^>]*?)\sdata-worker="[^"]*"/, '$1')
    .replaceAll(/<link rel="(?:manifest|apple-touch-icon)"[^>]*>/g, '')
    .replace(/<template\b[^>]*\sdata-update\b[^>]*>[\s\S]*?<\/template>/, '')
    .replace(/<button\b[^>]*\sdata-search\b[^>]*>[\s\S]*?<\/button>/, '')
    .replace(/<script\b[^>]*\sdata-search-messages\b[^>]*>[\s\S]*?<\/script>/, '')
    .replaceAll(/<button\b[^>]*\sdata-tool="embed"[^>]*>[\s\S]*?<\/button>/g, '')
    .replace(/<a\b[^>]*\sdata-language-switch\b[^>]*>[\s\S]*?<\/a>/, '')
    .replaceAll(/<a(\s[^>]*)>/g, (_, attributes: string) => settle(attributes));
  const cleared = ['ol', 'ul', 'nav', 'p'].reduce(withoutDeadLists, body);
  const foot = lost > 0 && note !== '' ? `<p>${encodeEntities(note)}</p>` : '';
  return head(cleared, settings, up, 'page.js').replace(
    /(<footer class="site-footer">)/,
    (start) => start + foot,
  );
}

/** The frame in which a whole course is read. */
export function framePage(title: string, language: string, start: string, settings: Settings): string {
  const page = [
    '<!doctype html>',
    `<html lang="${language}" data-root="./">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${encodeEntities(title)}</title>`,
    '</head>',
    '<body class="course-frame">',
    `<iframe title="${encodeEntities(title)}" data-start="${start}"></iframe>`,
    `<noscript><a href="${start}">${encodeEntities(title)}</a></noscript>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
  return head(page, settings, './', 'course.js');
}

/** The policy of the site's headers in the page itself, since an LMS sends its own; then the package's script, first. */
function head(html: string, settings: Settings, up: string, script: string): string {
  const json = JSON.stringify(settings).replaceAll('<', '\\u003c');
  const own = `${up}${OWN}/`.replace(/^\.\//, '');
  const first =
    `<meta http-equiv="Content-Security-Policy" content="${encodeEntities(policy())}">` +
    `<script type="application/json" data-package-settings>${json}</script>` +
    `<script type="module" src="${own}${script}"></script>`;
  return html
    .replace(/<meta charset="utf-8">/, (charset) => charset + first)
    .replace('</head>', () => `<link rel="stylesheet" href="${own}package.css"></head>`);
}

/** A page cannot say who may frame it, only headers can; the course's frame shows the package's own pages. */
function policy(): string {
  const directives = (securityHeaders('/')['Content-Security-Policy'] ?? '').split('; ');
  return [
    ...directives.filter((directive) => !directive.startsWith('frame-ancestors')),
    "frame-src 'self'",
  ].join('; ');
}

function relative(from: string, to: string): string {
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/.exec(to) ?? [];
  return (posix.relative(posix.dirname(from), path) || posix.basename(path)) + rest;
}

/** Without those elements of a name that hold words in links alone, of which none leads anywhere now. What bears data is a script's. */
function withoutDeadLists(html: string, tag: string): string {
  return html.replaceAll(new RegExp(`<${tag}\\b[^>]*>(?:(?!<${tag}\\b)[\\s\\S])*?</${tag}>`, 'g'), (list) => {
    const unlinked = list.replaceAll(/<a\b[\s\S]*?<\/a>|<[^>]*>/g, '').trim();
    return /<a\b/.test(list) &&
      !/\sdata-(?!pagefind)/.test(list) &&
      unlinked === '' &&
      !/<a\b[^>]*\shref=/.test(list)
      ? ''
      : list;
  });
}

import { securityHeaders } from '../headers.mjs';
import { encodeEntities } from '../package-scorm/site';

/** Directives that browsers ignore in a page's own text. */
const HEADER_ONLY = /^(frame-ancestors|report-uri|sandbox)\b/;

/** The site's policy as far as a page can state it itself. */
export function metaPolicy(): string {
  const directives = (securityHeaders('/')['Content-Security-Policy'] ?? '').split('; ');
  return directives.filter((directive) => !HEADER_ONLY.test(directive)).join('; ');
}

/**
 * A page that states the policy itself, for hosts without headers. It stands right after the encoding, before anything
 * that it must rule. Throws an Error for a page without an encoding.
 */
export function withMetaPolicy(html: string): string {
  const tags =
    `<meta http-equiv="Content-Security-Policy" content="${encodeEntities(metaPolicy())}">` +
    `<meta name="referrer" content="${securityHeaders('/')['Referrer-Policy']}">`;
  const made = html.replace(/<meta charset="utf-8"\s*\/?>/, (encoding) => encoding + tags);
  if (made === html) throw new Error('a page without <meta charset="utf-8"> cannot state a policy');
  return made;
}

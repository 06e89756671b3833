/**
 * The HTTP headers of the site, defined once: the local server, the offline package and the files that configure
 * hosts all take them from here. A `pathname` is relative to the site's own root and starts with '/'.
 */

/**
 * No inline script anywhere; everything comes from the site itself.
 * - 'wasm-unsafe-eval' compiles WebAssembly; blob: workers are the threads that jax-js starts for it.
 * - style attributes are allowed because KaTeX positions glyphs with them; style elements are not.
 * @type {Record<string, string>}
 */
const CONTENT_SECURITY_POLICY = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self' blob:",
  'style-src': "'self'",
  'style-src-attr': "'unsafe-inline'",
  'img-src': "'self' data: blob:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'self'",
  'form-action': "'self'",
};

/**
 * The pages that other sites are meant to frame, and nothing else: `/en/embed/zero-stages/`, also as its file and before
 * the redirect that adds its slash.
 */
const EMBED = /^\/[a-z]{2}\/embed\/[a-z0-9-]+(\/(index\.html)?)?$/;

/** @param {string} ancestors @returns {string} */
const policyFor = (ancestors) =>
  Object.entries({ ...CONTENT_SECURITY_POLICY, 'frame-ancestors': ancestors })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');

/**
 * @param {string} pathname
 * @returns {Record<string, string>} header names and values
 */
export function securityHeaders(pathname) {
  const isEmbed = EMBED.test(pathname);
  return {
    'Content-Security-Policy': policyFor(isEmbed ? '*' : "'self'"),
    // These two together give the page threads (SharedArrayBuffer). A page that asks the same of what it frames is content
    // with the second and the third; in any other page they do no harm.
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    // An embedded page's own scripts and styles come to it from its own origin: they need no exception.
    'Cross-Origin-Resource-Policy': isEmbed ? 'cross-origin' : 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
}

/**
 * @param {string} pathname
 * @returns {string} the value of Cache-Control
 */
export function cacheControl(pathname) {
  // Names under _astro carry a hash of the content. Everything else is asked for again, and answered 304 by its ETag.
  return pathname.startsWith('/_astro/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/** Content-Type by a file's ending. @type {Record<string, string>} */
export const TYPES = {
  css: 'text/css; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  ipynb: 'application/json; charset=utf-8',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  map: 'application/json; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  pdf: 'application/pdf',
  png: 'image/png',
  py: 'text/plain; charset=utf-8',
  safetensors: 'application/octet-stream',
  svg: 'image/svg+xml; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json; charset=utf-8',
  webp: 'image/webp',
  woff2: 'font/woff2',
  xml: 'application/xml; charset=utf-8',
  zip: 'application/zip',
  // Pagefind's files are gzip inside and unpacked by its own script: they must reach it as they are.
  pagefind: 'application/octet-stream',
  pf_filter: 'application/octet-stream',
  pf_fragment: 'application/octet-stream',
  pf_index: 'application/octet-stream',
  pf_meta: 'application/octet-stream',
};

/**
 * @param {string} pathname
 * @returns {string} the value of Content-Type
 */
export function contentType(pathname) {
  const extension = /\.([^./]+)$/.exec(pathname)?.[1]?.toLowerCase();
  return (extension && Object.hasOwn(TYPES, extension) && TYPES[extension]) || 'application/octet-stream';
}

/**
 * @param {string} type a value of Content-Type
 * @returns {boolean} whether compressing such a file pays
 */
export function isCompressible(type) {
  return /^text\/|json|javascript|xml|application\/wasm/.test(type);
}

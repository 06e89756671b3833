import { describe, expect, it } from 'vitest';
import { contentType, isCompressible, securityHeaders } from '../../tools/headers.mjs';

describe('headers', () => {
  it('forbids inline scripts and strings as code', () => {
    const policy = securityHeaders('/')['Content-Security-Policy'] ?? '';
    const script = policy.split('; ').find((directive) => directive.startsWith('script-src '));
    expect(script).toBe("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy).toContain("worker-src 'self' blob:");
  });

  const framing = (path: string) => {
    const headers = securityHeaders(path);
    const ancestors = / frame-ancestors ([^;]*)/.exec(headers['Content-Security-Policy'] ?? '')?.[1];
    return [ancestors, headers['Cross-Origin-Resource-Policy']];
  };

  it.each([
    '/en/embed/zero-stages/',
    '/zh/embed/lab-run/',
    '/zh/embed/lab-run/index.html',
    // Answered by a redirect, which a page with an embedder policy must be allowed to follow.
    '/en/embed/zero-stages',
  ])('lets any site frame %s', (path) => {
    expect(framing(path)).toEqual(['*', 'cross-origin']);
    expect(securityHeaders(path)['Cross-Origin-Embedder-Policy']).toBe('require-corp');
  });

  it.each([
    '/',
    '/en/',
    '/en/lab/',
    '/en/embed/',
    '/en/embed/../lab/',
    '/en/embed/%2e%2e/lab/',
    '/en/embed/a/b/',
    '/en/lessons/embed/a/',
    '//en/embed/a/',
    '/embed/a/',
    '/en/embed/a/other.html',
    '/_astro/embed.js',
    '/models/tiny/model.safetensors',
  ])('lets no other site frame %s', (path) => {
    expect(framing(path)).toEqual(["'self'", 'same-origin']);
  });

  it.each([
    ['/_astro/worker.mjs', 'text/javascript; charset=utf-8', true],
    ['/a.wasm', 'application/wasm', true],
    ['/models/tiny/config.json', 'application/json; charset=utf-8', true],
    ['/models/tiny/model.safetensors', 'application/octet-stream', false],
    ['/font.WOFF2', 'font/woff2', false],
    ['/icon.svg', 'image/svg+xml; charset=utf-8', true],
    ['/site.webmanifest', 'application/manifest+json; charset=utf-8', true],
    ['/pagefind/wasm.en.pagefind', 'application/octet-stream', false],
    ['/pagefind/index/en_1.pf_index', 'application/octet-stream', false],
    ['/LICENSE', 'application/octet-stream', false],
    ['/a.constructor', 'application/octet-stream', false],
  ])('%s is %s, compressed: %s', (path, type, compressible) => {
    expect(contentType(path)).toBe(type);
    expect(isCompressible(type)).toBe(compressible);
  });
});

import { describe, expect, it } from 'vitest';
import { contentType, isCompressible, securityHeaders } from '../../tools/headers.mjs';

describe('headers', () => {
  it('forbids inline scripts and strings as code', () => {
    const policy = securityHeaders('/')['Content-Security-Policy'] ?? '';
    const script = policy.split('; ').find((directive) => directive.startsWith('script-src '));
    expect(script).toBe("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy).toContain("worker-src 'self' blob:");
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

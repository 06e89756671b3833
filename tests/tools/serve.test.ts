import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveOptions, serveSite } from '../../tools/serve.mjs';

const PARAGRAPH = '<p>Low rank.</p>\n'.repeat(200);

let folder = '';
let atRoot: Awaited<ReturnType<typeof serveSite>>;
let below: Awaited<ReturnType<typeof serveSite>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'low-rank-serve-'));
  const root = join(folder, 'dist');
  mkdirSync(join(root, 'en/lab'), { recursive: true });
  mkdirSync(join(root, '_astro'));
  mkdirSync(join(root, 'empty'));
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  symlinkSync(join(folder, 'secret.txt'), join(root, 'link.txt'));
  writeFileSync(join(root, 'index.html'), '<h1>Home</h1>');
  writeFileSync(join(root, 'en/lab/index.html'), PARAGRAPH);
  mkdirSync(join(root, 'en/embed/bars'), { recursive: true });
  writeFileSync(join(root, 'en/embed/bars/index.html'), PARAGRAPH);
  writeFileSync(join(root, 'en/中文 100%.txt'), 'named');
  writeFileSync(join(root, '404.html'), '<base href="/"><h1>Not found</h1>');
  writeFileSync(join(root, '_astro/page.a1b2.js'), 'export {};');
  writeFileSync(join(root, 'font.woff2'), Buffer.alloc(2000));
  atRoot = await serveSite({ root, port: 0 });
  below = await serveSite({ root, port: 0, base: '/x/y/' });
});

afterAll(async () => {
  await Promise.all([atRoot.close(), below.close()]);
  rmSync(folder, { recursive: true });
});

interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Sends the path as it is: fetch would resolve '..' before it leaves. */
function ask(
  site: { url: string },
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Reply> {
  const { hostname, port } = new URL(site.url);
  return new Promise((done, fail) => {
    request({ hostname, port, path, headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        done({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on('error', fail)
      .end();
  });
}

describe('paths', () => {
  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/en/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/link.txt',
  ])('does not leave the folder for %s', async (path) => {
    const reply = await ask(atRoot, path);
    expect(reply.status).toBe(404);
    expect(reply.body.toString()).not.toContain('secret');
  });

  it.each(['/%', '/%zz', '/en/%e4%b8'])('answers 400 to the malformed %s', async (path) => {
    expect((await ask(atRoot, path)).status).toBe(400);
  });

  it('answers 404 to a zero byte and to a folder without a page', async () => {
    expect((await ask(atRoot, '/a%00b')).status).toBe(404);
    expect((await ask(atRoot, '/empty/')).status).toBe(404);
  });

  it('decodes names', async () => {
    const reply = await ask(atRoot, `/en/${encodeURIComponent('中文 100%.txt')}`);
    expect(reply.body.toString()).toBe('named');
  });

  it('serves the page of a folder', async () => {
    const reply = await ask(atRoot, '/en/lab/?v=1');
    expect(reply.status).toBe(200);
    expect(reply.body.toString()).toBe(PARAGRAPH);
  });

  it('adds a missing slash and keeps the query', async () => {
    const reply = await ask(atRoot, '/en/lab?v=1&rank=8');
    expect(reply.status).toBe(301);
    expect(reply.headers.location).toBe('./lab/?v=1&rank=8');
  });

  it('never redirects to another host', async () => {
    const reply = await ask(atRoot, '//en/lab');
    expect(new URL(reply.headers.location ?? '', atRoot.url).host).toBe(new URL(atRoot.url).host);
  });
});

describe('methods', () => {
  it('answers HEAD like GET, without the body', async () => {
    const reply = await ask(atRoot, '/en/lab/', {}, 'HEAD');
    expect(reply.status).toBe(200);
    expect(reply.headers['content-length']).toBe(String(PARAGRAPH.length));
    expect(reply.body).toHaveLength(0);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    const reply = await ask(atRoot, '/', {}, method);
    expect(reply.status).toBe(405);
    expect(reply.headers.allow).toBe('GET, HEAD');
  });
});

describe('headers', () => {
  it.each(['/', '/_astro/page.a1b2.js', '/font.woff2', '/missing', '/en/lab', '/%'])(
    'sends the security headers with %s',
    async (path) => {
      const { headers } = await ask(atRoot, path);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
      expect(headers['x-content-type-options']).toBe('nosniff');
    },
  );

  it('lets other sites frame an embedded figure, in a sub-folder too, and not what is not there', async () => {
    const framedBy = async (server: { url: string }, path: string): Promise<string | undefined> =>
      / frame-ancestors ([^;]*)/.exec(
        String((await ask(server, path)).headers['content-security-policy']),
      )?.[1];
    expect(await framedBy(atRoot, '/en/embed/bars/?theme=dark')).toBe('*');
    expect(await framedBy(below, '/x/y/en/embed/bars/')).toBe('*');
    for (const path of ['/en/embed/no-such/', '/en/embed/', '/en/lab/', '/en/embed/bars/../../lab/'])
      expect(await framedBy(atRoot, path), path).toBe("'self'");
    expect(await framedBy(below, '/en/embed/bars/')).toBe("'self'");
  });

  it('leaves them out when asked to', async () => {
    const site = await serveSite({ root: join(folder, 'dist'), port: 0, headers: false });
    const { headers } = await ask(site, '/');
    await site.close();
    expect(headers['content-security-policy']).toBeUndefined();
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
  });

  it('lets browsers keep hashed files for a year, and no others', async () => {
    expect((await ask(atRoot, '/_astro/page.a1b2.js')).headers['cache-control']).toContain('immutable');
    expect((await ask(atRoot, '/')).headers['cache-control']).toBe('no-cache');
    expect((await ask(atRoot, '/_astro/missing.js')).headers['cache-control']).toBe('no-cache');
  });
});

describe('compression and ETag', () => {
  it('compresses text with what is accepted', async () => {
    const br = await ask(atRoot, '/en/lab/', { 'accept-encoding': 'gzip, deflate, br' });
    expect(br.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(br.body).toString()).toBe(PARAGRAPH);
    const gz = await ask(atRoot, '/en/lab/', { 'accept-encoding': 'gzip, br;q=0' });
    expect(gz.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gz.body).toString()).toBe(PARAGRAPH);
    expect(gz.headers.vary).toBe('Accept-Encoding');
    expect(gz.headers.etag).not.toBe(br.headers.etag);
  });

  it('leaves fonts as they are', async () => {
    const reply = await ask(atRoot, '/font.woff2', { 'accept-encoding': 'br' });
    expect(reply.headers['content-encoding']).toBeUndefined();
    expect(reply.body).toHaveLength(2000);
  });

  it('answers 304 while nothing changed, and the file when it did', async () => {
    const first = await ask(atRoot, '/en/lab/', { 'accept-encoding': 'br' });
    const known = { 'accept-encoding': 'br', 'if-none-match': `"other", W/${first.headers.etag}` };
    const second = await ask(atRoot, '/en/lab/', known);
    expect(second.status).toBe(304);
    expect(second.body).toHaveLength(0);
    writeFileSync(join(folder, 'dist/en/lab/index.html'), `${PARAGRAPH} `);
    const third = await ask(atRoot, '/en/lab/', known);
    expect(brotliDecompressSync(third.body).toString()).toBe(`${PARAGRAPH} `);
    writeFileSync(join(folder, 'dist/en/lab/index.html'), PARAGRAPH);
  });
});

describe('a sub-folder', () => {
  it('serves the site inside, and nothing outside', async () => {
    expect(below.url).toMatch(/\/x\/y\/$/);
    expect((await ask(below, '/x/y/')).body.toString()).toBe('<h1>Home</h1>');
    expect((await ask(below, '/x/y/en/lab')).headers.location).toBe('./lab/');
    const outside = await ask(below, '/en/lab/');
    expect(outside.status).toBe(404);
    expect(outside.headers['content-type']).toContain('text/plain');
    expect((await ask(below, '/x/y/../../secret.txt')).status).toBe(404);
  });

  it('adds the slash that the base lacks', async () => {
    const reply = await ask(below, '/x/y?a=1');
    expect(reply.status).toBe(301);
    expect(new URL(reply.headers.location ?? '', `${new URL(below.url).origin}/x/y`).href).toBe(
      `${below.url}?a=1`,
    );
  });

  it('points the page for missing addresses at the base', async () => {
    const reply = await ask(below, '/x/y/no/such/page');
    expect(reply.status).toBe(404);
    expect(reply.headers['content-type']).toContain('text/html');
    expect(reply.body.toString()).toContain('<base href="/x/y/">');
    expect((await ask(atRoot, '/nothing')).body.toString()).toContain('<base href="/">');
  });

  it('accepts a base without its outer slashes', async () => {
    const site = await serveSite({ root: join(folder, 'dist'), port: 0, base: 'course' });
    await site.close();
    expect(site.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/course\/$/);
  });
});

describe('starting', () => {
  it('says in one sentence that a port is taken', async () => {
    const port = Number(new URL(atRoot.url).port);
    await expect(serveSite({ root: folder, port })).rejects.toThrow(/^Port \d+ is in use: .*--port\.$/);
  });

  it('says in one sentence that nothing was built', async () => {
    await expect(serveSite({ root: join(folder, 'none'), port: 0 })).rejects.toThrow(/npm run build/);
  });

  it('reads options and refuses a port that is none', () => {
    expect(serveOptions(['--base', '/x/'], { PORT: '81' })).toMatchObject({
      base: '/x/',
      port: 81,
      root: 'dist',
    });
    expect(serveOptions(['--port=0'], { PORT: '81' }).port).toBe(0);
    expect(serveOptions([], {}).port).toBeUndefined();
    expect(() => serveOptions(['--port', '8o'], {})).toThrow('"8o" is not a port');
  });
});

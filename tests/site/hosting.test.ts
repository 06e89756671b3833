import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheControl, contentType, securityHeaders } from '../../tools/headers.mjs';
import { headersFile } from '../../tools/hosting/headersFile';
import { metaPolicy, withMetaPolicy } from '../../tools/hosting/metaPolicy';
import { nginxConfiguration } from '../../tools/hosting/nginx';
import { headerRules } from '../../tools/hosting/rules';
import { cloudflareAnswer, netlifyAnswer, nginxAnswer, readHeadersFile, readNginx } from './hostReaders';
import { FILES, PAGES, ROOT } from './pages';

const expected = (path: string) => ({ ...securityHeaders(path), 'Cache-Control': cacheControl(path) });

/** Every page as readers ask for it, without its slash, and as its file; and every other file. */
const PATHS = [
  ...PAGES.flatMap(({ path }) => [
    path,
    ...(path.endsWith('/') ? [`${path}index.html`, path.slice(0, -1)] : []),
  ]),
  ...[...FILES].filter((name) => /\.\w+$/.test(name)).map((name) => `/${name}`),
].filter((path) => path !== '');

const NGINX = { root: resolve(ROOT), listen: '127.0.0.1:8080', name: '_' };

describe('headers of hosts', () => {
  it('are tested on embedded figures, on scripts and on other pages', () => {
    expect(PATHS.filter((path) => path.includes('/embed/')).length).toBeGreaterThan(100);
    expect(PATHS.filter((path) => path.startsWith('/_astro/')).length).toBeGreaterThan(50);
    expect(PATHS).toContain('/zh/lessons/lora/');
  });

  it('Netlify sends for every path what tools/headers.mjs says', () => {
    const rules = readHeadersFile(headersFile('netlify', headerRules()), { removals: false });
    for (const path of PATHS) expect(netlifyAnswer(rules, path), path).toEqual(expected(path));
  });

  it('Cloudflare Pages does, within its limits of 100 rules and 2,000 characters a line', () => {
    const text = headersFile('cloudflare', headerRules());
    const rules = readHeadersFile(text, { removals: true });
    for (const path of PATHS) expect(cloudflareAnswer(rules, path), path).toEqual(expected(path));
    expect(rules.length).toBeLessThanOrEqual(100);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(2000);
  });

  it('nginx does', () => {
    const file = readNginx(nginxConfiguration(headerRules(), NGINX));
    for (const path of PATHS) expect(nginxAnswer(file, path), path).toEqual(expected(path));
  });
});

const hasNginx = spawnSync('nginx', ['-v']).status === 0;

/** Only where nginx is installed: with Debian's package `nginx-light`, for one. */
describe.skipIf(!hasNginx)('nginx itself', () => {
  let folder = '';
  let server: ChildProcess;
  let url = '';
  const configuration = () => join(folder, 'nginx.conf');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'low-rank-nginx-'));
    // Its worker may run as another user than the one that made the folder.
    chmodSync(folder, 0o755);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const site = nginxConfiguration(headerRules(), { ...NGINX, listen: `127.0.0.1:${port}` });
    writeFileSync(join(folder, 'site.conf'), site);
    const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    const user = process.getuid?.() === 0 ? 'user root;' : '';
    writeFileSync(
      configuration(),
      `${user} daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}\n` +
        `http { access_log off; ${scratch.join(' ')} include ${folder}/site.conf; }`,
    );
    server = spawn('nginx', ['-p', folder, '-c', configuration(), '-e', `${folder}/error.log`]);
    const answers = () =>
      fetch(`${url}/`).then(
        (answer) => answer.ok,
        () => false,
      );
    for (let tries = 0; tries < 100 && !(await answers()); tries += 1)
      await new Promise((done) => setTimeout(done, 50));
  });
  afterAll(async () => {
    const ended = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  it('accepts the file', () => {
    const { status, stderr } = spawnSync('nginx', ['-t', '-p', folder, '-c', configuration()], {
      encoding: 'utf8',
    });
    expect(stderr).not.toMatch(/\[(warn|emerg)\]/);
    expect(status).toBe(0);
  });

  const script = [...FILES].find((name) => /^_astro\/.*\.js$/.test(name)) ?? '';
  it.each([
    '/',
    '/en/',
    '/en/lab/',
    '/zh/embed/zero-stages/',
    '/en/embed/lab-run/index.html',
    '/models/tiny/model.safetensors',
    '/models/tiny/config.json',
    '/icon.svg',
    `/${script}`,
  ])('serves %s with its headers and type', async (path) => {
    const answer = await fetch(url + path);
    expect(answer.status).toBe(200);
    for (const [name, value] of Object.entries(expected(path)))
      expect(answer.headers.get(name), name).toBe(value);
    expect(answer.headers.get('content-type')).toBe(contentType(path.endsWith('/') ? '.html' : path));
  });

  it('leads to the slash with the headers of the page', async () => {
    const answer = await fetch(`${url}/en/embed/zero-stages`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([301, '/en/embed/zero-stages/']);
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  });

  it('exempts no page “not found”, wherever it is shown', async () => {
    for (const path of ['/no/such/page', '/en/embed/none/']) {
      const answer = await fetch(url + path);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-security-policy')).toBe(
        securityHeaders('/')['Content-Security-Policy'],
      );
      expect(await answer.text()).toContain('404 · Low Rank');
    }
  });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('a host without headers', () => {
  it('has every page state the policy itself, before anything that it rules', () => {
    for (const { path, html } of PAGES) {
      const made = withMetaPolicy(html);
      const stated = [...made.matchAll(/<meta http-equiv="Content-Security-Policy" content="([^"]*)">/g)];
      expect(
        stated.map((match) => match[1]),
        path,
      ).toEqual([metaPolicy()]);
      const before = made.slice(0, stated[0]?.index);
      expect(before, path).not.toMatch(/<(script|link|style|base|img)\b/);
      // The first 1,024 bytes are where browsers look for the encoding.
      expect(before, path).toContain('charset="utf-8"');
    }
  });

  it('states all of it but what only a header can', () => {
    const header = (securityHeaders('/')['Content-Security-Policy'] ?? '').split('; ');
    const lacking = header.filter((directive) => !metaPolicy().split('; ').includes(directive));
    expect(lacking).toEqual(["frame-ancestors 'self'"]);
  });
});

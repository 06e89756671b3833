import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostFiles } from '../../config/hostFiles';
import { hostSettings } from '../../tools/hosting/host';
import { withMetaPolicy } from '../../tools/hosting/metaPolicy';
import { nginxConfiguration } from '../../tools/hosting/nginx';

describe('the host that a build is for', () => {
  it('is none, or the one that is named, or the one that runs it', () => {
    expect(hostSettings({})).toEqual({ base: '/' });
    expect(hostSettings({ LOW_RANK_HOST: '' })).toEqual({ base: '/' });
    expect(hostSettings({ NETLIFY: 'true' })).toEqual({ host: 'netlify', base: '/' });
    expect(hostSettings({ CF_PAGES: '1' })).toEqual({ host: 'cloudflare', base: '/' });
    expect(hostSettings({ NETLIFY: 'true', LOW_RANK_HOST: 'github', LOW_RANK_BASE: '/low-rank/' })).toEqual({
      host: 'github',
      base: '/low-rank/',
    });
  });

  it.each([
    [{ LOW_RANK_HOST: 'ftp' }, 'there are netlify, cloudflare, github'],
    [{ LOW_RANK_HOST: 'constructor' }, 'there are'],
    [{ LOW_RANK_BASE: 'low-rank' }, 'begins and ends with "/"'],
    [{ LOW_RANK_BASE: '//other.example/' }, 'begins and ends with "/"'],
    [{ LOW_RANK_BASE: '/"><script>/' }, 'begins and ends with "/"'],
  ])('is refused where it is none: %o', (env, sentence) => {
    expect(() => hostSettings(env)).toThrow(sentence);
  });
});

it('a page that names no encoding cannot state a policy', () => {
  expect(() => withMetaPolicy('<head><title>x</title></head>')).toThrow('cannot state a policy');
});

it('a value that nginx would read as a variable is refused', () => {
  const rules = [{ pattern: '/*', headers: { 'X-Price': '$1' } }];
  expect(() => nginxConfiguration(rules, { root: '/srv', listen: '80', name: '_' })).toThrow('cannot hold');
});

describe('what a build adds', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'low-rank-host-'));
    mkdirSync(join(folder, 'en'));
    for (const name of ['en/index.html', '404.html'])
      writeFileSync(join(folder, name), '<head><meta charset="utf-8"><base href="/"><title>x</title></head>');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function build(settings: Parameters<typeof hostFiles>[0]): Promise<(name: string) => string> {
    const done = hostFiles(settings).hooks['astro:build:done'];
    await done?.({ dir: pathToFileURL(`${folder}/`), logger: { info: () => {} } } as never);
    return (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '');
  }

  it('is nothing for a host that is not named', async () => {
    const read = await build({ base: '/' });
    expect([read('_headers'), read('.nojekyll'), existsSync(join(folder, '.nojekyll'))]).toEqual([
      '',
      '',
      false,
    ]);
    expect(read('en/index.html')).not.toContain('Content-Security-Policy');
  });

  it('is the file of headers for Netlify and for Cloudflare Pages', async () => {
    expect((await build({ host: 'netlify', base: '/' }))('_headers')).not.toContain('!');
    const read = await build({ host: 'cloudflare', base: '/' });
    expect(read('_headers')).toContain('  ! Content-Security-Policy\n');
    expect(read('en/index.html')).not.toContain('Content-Security-Policy');
  });

  it('is the policy in every page for GitHub Pages, and the base of the page “not found” alone', async () => {
    const read = await build({ host: 'github', base: '/low-rank/' });
    expect(existsSync(join(folder, '.nojekyll'))).toBe(true);
    expect(read('_headers')).toBe('');
    for (const name of ['en/index.html', '404.html'])
      expect(read(name)).toMatch(
        /<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; /,
      );
    expect(read('404.html')).toContain('<base href="/low-rank/">');
    expect(read('en/index.html')).toContain('<base href="/">');
  });
});

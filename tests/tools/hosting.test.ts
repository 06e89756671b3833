import { describe, expect, it } from 'vitest';
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

import { describe, expect, it } from 'vitest';
import { npmCommand } from '../../tools/lib/npm.mjs';
import { allowedScripts, installStamp } from '../../tools/lib/stamp.mjs';

const machine = { platform: 'linux', arch: 'x64' };
const manifest = { version: '1.0.0', devDependencies: { astro: '7.0.0' }, allowScripts: { node: true } };
const stamp = (fields: object, lock = '{}', on = machine) =>
  installStamp(JSON.stringify({ ...manifest, ...fields }), lock, on);

describe('installStamp', () => {
  it('stays when only scripts or the version change', () => {
    expect(stamp({ version: '2.0.0', scripts: { build: 'astro build' } })).toBe(stamp({}));
  });

  it('changes with dependencies, allowed scripts, the lock and the machine', () => {
    const stamps = [
      stamp({}),
      stamp({ devDependencies: { astro: '7.0.1' } }),
      stamp({ dependencies: { three: '0.1.0' } }),
      stamp({ allowScripts: {} }),
      stamp({}, '{"a":1}'),
      stamp({}, '{}', { platform: 'linux', arch: 'arm64' }),
    ];
    expect(new Set(stamps).size).toBe(stamps.length);
  });
});

describe('allowedScripts', () => {
  it('lists the names set to true', () => {
    expect(allowedScripts('{"allowScripts":{"node":true,"esbuild":false}}')).toEqual(['node']);
    expect(allowedScripts('{}')).toEqual([]);
  });
});

describe('npmCommand', () => {
  it('calls the same npm again, on the Node it ran on', () => {
    const env = { npm_execpath: '/opt/npm/bin/npm-cli.js', npm_node_execpath: '/opt/node' };
    expect(npmCommand(env)).toEqual({
      command: '/opt/node',
      prefix: ['/opt/npm/bin/npm-cli.js'],
      shell: false,
    });
  });

  it('falls back to npm when another package manager called', () => {
    expect(npmCommand({ npm_execpath: '/opt/pnpm.cjs' }).command).toBe('npm');
    expect(npmCommand({}).command).toBe('npm');
  });
});

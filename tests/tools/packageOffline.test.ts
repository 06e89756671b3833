import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { networkAddresses } from '../../tools/lib/addresses.mjs';
import { announcement } from '../../tools/offline.mjs';
import { offlineFiles, zipped } from '../../tools/package-offline/build';
import { changedSince } from '../../tools/package-offline/freshness';
import { serverFiles } from '../../tools/package-offline/server';
import type { Site } from '../../tools/package-scorm/site';

const URL_HERE = 'http://localhost:4321/';

const four = (address: string, internal = false) => ({
  address,
  internal,
  family: 'IPv4' as const,
  netmask: '255.255.255.0',
  mac: '00:00:00:00:00:00',
  cidr: `${address}/24`,
});
const INTERFACES = {
  lo: [four('127.0.0.1', true)],
  wlan0: [four('192.168.1.20'), { ...four(''), family: 'IPv6' as const, address: 'fe80::1', scopeid: 2 }],
  eth0: [four('10.0.0.7')],
};

describe('what is printed at the start', () => {
  it('has the addresses of the networks, and neither the own one nor IPv6', () => {
    expect(networkAddresses(URL_HERE, INTERFACES)).toEqual([
      { name: 'wlan0', url: 'http://192.168.1.20:4321/' },
      { name: 'eth0', url: 'http://10.0.0.7:4321/' },
    ]);
  });

  it('names this machine alone where nobody else is let in', () => {
    const text = announcement(URL_HERE, undefined);
    expect(text.match(/http\S+/g)).toEqual([URL_HERE]);
    expect(text).not.toMatch(/[Ss]tudents|学生/);
  });

  it('says to a class where to go and what it lacks there, in both languages', () => {
    const text = announcement(URL_HERE, INTERFACES);
    expect(text).toContain(`  ${URL_HERE}\n`);
    expect(text).toContain('  http://192.168.1.20:4321/  (wlan0)\n');
    expect(text).toContain('no WebGPU and no threads');
    expect(text).toContain('没有 WebGPU，也没有多线程');
  });

  it('says that a machine without a network reaches nobody', () => {
    const text = announcement(URL_HERE, { lo: INTERFACES.lo });
    expect(text).toContain('in no network');
    expect(text).toContain('没有连接任何网络');
    expect(text).not.toContain('WebGPU');
  });
});

describe('the server’s files', () => {
  it('are those that the start imports, and no others', () => {
    expect([...serverFiles().keys()].sort()).toEqual([
      'headers.mjs',
      'lib/addresses.mjs',
      'lib/command.mjs',
      'lib/encoding.mjs',
      'lib/listen.mjs',
      'lib/site-files.mjs',
      'offline.mjs',
      'serve.mjs',
    ]);
  });

  it('are followed through every form of import, and import no package', () => {
    const files: Record<string, string> = {
      'a.mjs': "import './lib/b.mjs';\nexport const TEXT = 'x';\nexport function f(s = 'y') {}\n",
      'lib/b.mjs': "import {\n  join,\n} from 'node:path';\nexport { c } from '../c.mjs';\n",
      'c.mjs': 'export const c = 1;\n',
    };
    const read = (path: string): string => files[path] ?? '';
    expect([...serverFiles('a.mjs', read).keys()]).toEqual(['a.mjs', 'lib/b.mjs', 'c.mjs']);
    files['c.mjs'] = "import { zipSync } from 'fflate';\n";
    expect(() => serverFiles('a.mjs', read)).toThrow(/has no packages, and c\.mjs imports "fflate"\.$/);
  });
});

describe('the package', () => {
  const bytes = new Uint8Array([0, 13, 10, 255]);
  const site: Site = { files: new Set(['en/a.bin']), bytes: () => bytes, text: () => '' };
  const files = offlineFiles(site);
  const textOf = (path: string): string => new TextDecoder().decode(files.get(path));

  it('holds the site’s bytes as they are', () => {
    expect(files.get('site/en/a.bin')).toEqual(bytes);
  });

  it('has a start of both kinds for each system, with the line ends of that system', () => {
    for (const name of ['start', 'classroom']) {
      expect(textOf(`${name}.bat`)).not.toMatch(/[^\r]\n/);
      expect(textOf(`${name}.sh`)).not.toContain('\r');
      expect(textOf(`${name}.sh`)).toMatch(/^#!\/bin\/sh\n/);
      expect(textOf(`${name}.command`)).toBe(textOf(`${name}.sh`));
    }
  });

  it.each(['README.html', '说明.html'])(
    'has in %s no link and no name of a file that leads nowhere',
    (page) => {
      const html = textOf(page);
      const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, link = '']) => link);
      expect(links.length).toBeGreaterThan(3);
      for (const link of links.filter((address) => address !== 'https://nodejs.org')) {
        if (link.startsWith('#')) expect(html).toContain(`id="${link.slice(1)}"`);
        else expect(files.has(link), link).toBe(true);
      }
      const named = html.match(/\b(?:start|classroom|server\/headers)\.\w+/g) ?? [];
      expect(new Set(named).size).toBe(7);
      for (const name of named) expect(files.has(name), name).toBe(true);
    },
  );

  it('tells the same in both languages: the commands, addresses and headings of its two pages', () => {
    const hard = (page: string) => ({
      code: [...textOf(page).matchAll(/<code\s*>([^<本]+)</g)].map(([, code = '']) => code).sort(),
      ids: [...textOf(page).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id),
    });
    const { code, ids } = hard('README.html');
    const other = hard('说明.html');
    expect(other.ids).toEqual(ids);
    expect(new Set(code.filter((text) => !/^(http:\/\/|:8000\/)$/.test(text)))).toEqual(new Set(other.code));
  });

  it('is a folder in its zip, with start files that Unix may run', () => {
    const zip = zipped(files, new Date(2026, 0, 2, 3, 4));
    expect(zip).toEqual(zipped(files, new Date(2026, 0, 2, 3, 4)));
    const unpacked = unzipSync(zip);
    expect(Object.keys(unpacked).sort()).toEqual(
      [...files.keys()].map((path) => `low-rank-offline/${path}`).sort(),
    );
    expect(unpacked['low-rank-offline/site/en/a.bin']).toEqual(bytes);
    expect(modesIn(zip)).toMatchObject({
      'low-rank-offline/start.command': 0o100755,
      'low-rank-offline/classroom.sh': 0o100755,
      'low-rank-offline/server/offline.mjs': 0o100644,
      'low-rank-offline/site/en/a.bin': 0o100644,
    });
  });
});

/** Each file's mode, out of the zip's central directory (its entries: APPNOTE.TXT, 4.3.12). */
function modesIn(zip: Uint8Array): Record<string, number> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const modes: Record<string, number> = {};
  const END_LENGTH = 22;
  let at = view.getUint32(zip.length - END_LENGTH + 16, true);
  while (view.getUint32(at, true) === 0x02014b50) {
    const [name = 0, extra = 0, comment = 0] = [28, 30, 32].map((offset) =>
      view.getUint16(at + offset, true),
    );
    modes[new TextDecoder().decode(zip.subarray(at + 46, at + 46 + name))] = view.getUint16(at + 40, true);
    at += 46 + name + extra + comment;
  }
  return modes;
}

describe('a build older than its sources', () => {
  let root = '';
  const write = (path: string, seconds: number): void => {
    writeFileSync(join(root, path), '');
    utimesSync(join(root, path), seconds, seconds);
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'low-rank-fresh-'));
    mkdirSync(join(root, 'src/pages'), { recursive: true });
    write('config.ts', 1000);
    write('src/pages/a.ts', 2000);
    write('built.html', 3000);
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const changed = () => changedSince(join(root, 'built.html'), root, ['config.ts', 'src', 'none']);

  it('is told from one that is up to date', () => {
    expect(changed()).toBeUndefined();
    write('config.ts', 3500);
    expect(changed()).toBe('config.ts');
    write('src/pages/a.ts', 4000);
    expect(changed()).toBe(join('src', 'pages', 'a.ts'));
  });
});

describe('the command', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'low-rank-command-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  // By npm, which takes the project's own Node for it.
  const run = () =>
    spawnSync(
      'npm',
      [
        ...['run', '--silent', 'package:offline', '--'],
        ...['--from', join(folder, 'dist'), '--out', join(folder, 'out')],
      ],
      { encoding: 'utf8', shell: process.platform === 'win32' },
    );

  it('says in one sentence that there is no site, or none whole', () => {
    const none = run();
    expect(none.status).toBe(1);
    expect(none.stderr).toMatch(/^There is no folder ".*" to package: build .*\n$/);
    mkdirSync(join(folder, 'dist'));
    const empty = run();
    expect(empty.status).toBe(1);
    expect(empty.stderr).toMatch(/^There is no built site in ".*" to package: build .*\n$/);
    expect(readdirSync(folder)).toEqual(['dist']);
  });

  it('makes the folder and the zip, with their sizes, and says that a build is old', () => {
    const page = join(folder, 'dist', 'index.html');
    mkdirSync(join(folder, 'dist'));
    writeFileSync(page, 'x'.repeat(2e6));
    utimesSync(page, 1e9, 1e9);
    const { status, stdout, stderr } = run();
    expect(status).toBe(0);
    expect(stderr).toMatch(/^".*dist" is older than \S+: .*\n$/);
    expect(stdout).toMatch(/low-rank-offline {2}2\.0 MB, \d+ files\n/);
    expect(stdout).toMatch(/low-rank-offline\.zip {2}0\.0 MB\n/);
    expect(readdirSync(join(folder, 'out'))).toEqual(['low-rank-offline', 'low-rank-offline.zip']);
    expect(statSync(join(folder, 'out/low-rank-offline/site/index.html')).size).toBe(2e6);
  });
});

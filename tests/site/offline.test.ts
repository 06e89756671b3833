import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { securityHeaders } from '../../tools/headers.mjs';
import { networkAddresses } from '../../tools/lib/addresses.mjs';
import { offlineFiles } from '../../tools/package-offline/build';
import { writeFolder } from '../../tools/package-offline/package-offline';
import { openSite } from '../../tools/package-scorm/site';

const site = openSite('dist');
const isWindows = process.platform === 'win32';
let temporary = '';
let folder = '';
let running: ChildProcess | undefined;

beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'low-rank-offline-'));
  // A folder as lecturers have them.
  folder = join(temporary, '课件 100% & more');
  writeFolder(folder, offlineFiles(site));
});
afterEach(() => running?.kill());
afterAll(() => rmSync(temporary, { recursive: true }));

/** Starts a command from another folder than the package's; its output up to the sentence that ends it. */
function started(command: string, args: readonly string[]): Promise<string> {
  // The Node of this test first, for what looks for one.
  const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  const child = spawn(command, args, { cwd: temporary, env: { ...process.env, PATH } });
  running = child;
  return new Promise((done, fail) => {
    let output = '';
    const hear = (chunk: Buffer): void => {
      output += chunk;
      if (output.includes('Ctrl+C 停止')) done(output);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', fail);
    child.on('exit', () => fail(new Error(`It ended, and had said: ${output}`)));
  });
}

/** Status and headers of a path, sent as it is: fetch would resolve '..' before it leaves. */
function ask(url: string, path: string): Promise<{ status: number; headers: Record<string, unknown> }> {
  const { hostname, port } = new URL(url);
  return new Promise((done, fail) => {
    request({ hostname, port, path, agent: false }, (response) => {
      response.resume();
      done({ status: response.statusCode ?? 0, headers: response.headers });
    })
      .on('error', fail)
      .end();
  });
}

const addressesIn = (output: string): string[] => output.match(/http:\S+\d+\/\S*/g) ?? [];

describe('the offline package', () => {
  it('has every file of the built site, the same to the byte', () => {
    const inside = openSite(join(folder, 'site'));
    expect([...inside.files]).toEqual([...site.files]);
    const differing = [...site.files].filter(
      (path) => Buffer.compare(inside.bytes(path), site.bytes(path)) !== 0,
    );
    expect(differing).toEqual([]);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['README.html', '说明.html', 'start.bat']));
  });

  it('takes the place of the one before', () => {
    const copy = join(temporary, 'again');
    mkdirSync(copy);
    writeFileSync(join(copy, 'old.html'), '');
    writeFolder(copy, new Map([['site/new.html', new Uint8Array([1])]]));
    expect(readdirSync(copy)).toEqual(['site']);
    expect([...readFileSync(join(copy, 'site/new.html'))]).toEqual([1]);
  });

  it('names its files by relative addresses, which any server and any folder answers', () => {
    for (const page of [...site.files].filter((path) => path.endsWith('.html') && path !== '404.html')) {
      const rooted = [...site.text(page).matchAll(/\s(?:href|src)="(\/[^"]*)"/g)].map(
        ([, address]) => address,
      );
      expect(rooted, page).toEqual([]);
    }
  });

  it('runs on plain Node from any folder, with production’s headers, and gives nothing but the site', async () => {
    const output = await started(process.execPath, [join(folder, 'server/offline.mjs'), '--port', '0']);
    const addresses = addressesIn(output);
    expect(addresses).toEqual([expect.stringMatching(/^http:\/\/localhost:\d+\/$/)]);
    const url = addresses[0]?.replace('localhost', '127.0.0.1') ?? '';
    for (const path of ['/', '/en/', '/zh/lessons/lora/']) {
      const { status, headers } = await ask(url, path);
      expect(status).toBe(200);
      for (const [name, value] of Object.entries(securityHeaders(path)))
        expect(headers[name.toLowerCase()]).toBe(value);
    }
    for (const path of [
      '/../server/serve.mjs',
      '/%2e%2e/README.html',
      '/..%5cREADME.html',
      '/server/serve.mjs',
    ])
      expect((await ask(url, path)).status, path).toBe(404);
  });

  it('lets a class in by the addresses that it prints', async () => {
    const output = await started(process.execPath, [
      join(folder, 'server/offline.mjs'),
      '--classroom',
      '--port=0',
    ]);
    const [own = '', ...others] = addressesIn(output);
    expect(others).toEqual(networkAddresses(own, networkInterfaces()).map(({ url }) => url));
    expect(output).toContain(others.length > 0 ? 'no WebGPU and no threads' : 'in no network');
    for (const url of others) expect((await ask(url, '/en/')).status, url).toBe(200);
  });

  it('says in one sentence what is wrong with an option', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(folder, 'server/offline.mjs'), '--port', 'many'],
      { encoding: 'utf8' },
    );
    expect(status).toBe(1);
    expect(stderr).toBe('"many" is not a port: give a whole number from 0 to 65535.\n');
  });
});

describe.skipIf(isWindows)('the start files for Unix', () => {
  it('start the server with the options given', async () => {
    const url = addressesIn(await started(join(folder, 'start.command'), ['--port', '0']))[0] ?? '';
    expect((await ask(url.replace('localhost', '127.0.0.1'), '/en/')).status).toBe(200);
  });

  it('let a class in', async () => {
    const output = await started('sh', [join(folder, 'classroom.sh'), '--port', '0']);
    expect(output).toMatch(/no WebGPU and no threads|in no network/);
  });

  it('say what to do where Node is missing or too old', () => {
    const tools = join(temporary, 'bin');
    mkdirSync(tools);
    // As an old Node, and as a shell that finds none: in both cases the question after the version fails.
    writeFileSync(join(tools, 'node'), '#!/bin/sh\nexit 1\n');
    chmodSync(join(tools, 'node'), 0o755);
    const { status, stdout } = spawnSync('sh', [join(folder, 'start.sh')], {
      encoding: 'utf8',
      env: { ...process.env, PATH: [tools, process.env['PATH']].join(delimiter) },
    });
    expect(status).toBe(1);
    expect(stdout).toContain('Node 20 or newer is not on this machine');
    expect(stdout).toContain('本机没有 Node 20');
    expect(stdout).toContain('python3 -m http.server 8000 --bind 127.0.0.1 --directory site');
  });

  it('are right for the shell', () => {
    for (const name of ['start.sh', 'classroom.sh']) execFileSync('sh', ['-n', join(folder, name)]);
  });
});

/**
 * Starts the offline package, where it lies as `server/offline.mjs` beside the folder `site`: without npm, without
 * packages, on any Node from 20. `--classroom` lets other machines in; `--port` is as in `serve.mjs`.
 */
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { networkAddresses } from './lib/addresses.mjs';
import { runAsCommand } from './lib/command.mjs';
import { readPort, serveSite } from './serve.mjs';

/** @import { NetworkInterfaceInfo } from 'node:os' */

const SITE = fileURLToPath(new URL('../site', import.meta.url));

/**
 * What a lecturer reads when the server runs: each sentence in English, then in Chinese.
 *
 * @param {string} url how the server is found on this machine
 * @param {Record<string, NetworkInterfaceInfo[] | undefined> | undefined} interfaces those of this machine where others
 *   are let in
 * @returns {string}
 */
export function announcement(url, interfaces) {
  const own = ['Open on this machine:', '在本机打开：', `  ${url}`];
  const stop = ['Ctrl+C stops the server.', '按 Ctrl+C 停止。'];
  const parts = interfaces ? [own, ...forStudents(networkAddresses(url, interfaces)), stop] : [own, stop];
  return parts.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

/** @param {{ name: string, url: string }[]} addresses @returns {string[][]} */
function forStudents(addresses) {
  if (addresses.length === 0) {
    return [
      [
        'This machine is in no network: connect it to that of the students, and start again.',
        '本机没有连接任何网络：请接入学生所在的网络后重新启动。',
      ],
    ];
  }
  return [
    [
      'Students in the same network open (of several, the one of that network):',
      '同一网络中的学生打开（若有多个地址，选该网络的那一个）：',
      ...addresses.map(({ name, url }) => `  ${url}  (${name})`),
    ],
    [
      'An address with http from another machine is not secure for browsers: students have no WebGPU and no threads there.',
      'Models still train, on one thread of their CPU, so more slowly.',
      '浏览器把其他机器的 http 地址视为不安全来源：学生那里没有 WebGPU，也没有多线程。',
      '仍然可以训练，但只用学生机器 CPU 的一个线程，速度较慢。',
    ],
  ];
}

await runAsCommand(import.meta.url, async () => {
  const { values } = parseArgs({
    options: { classroom: { type: 'boolean', default: false }, port: { type: 'string' } },
  });
  const host = values.classroom ? '0.0.0.0' : '127.0.0.1';
  const { url } = await serveSite({ root: SITE, host, port: readPort(values.port) });
  console.log(
    announcement(
      url.replace(`//${host}:`, '//localhost:'),
      values.classroom ? networkInterfaces() : undefined,
    ),
  );
});

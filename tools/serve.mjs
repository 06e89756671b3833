/**
 * A small static server with production's headers and no dependencies: it shows the built site after `npm start`, in
 * the browser tests, and from the offline package.
 */
import { readFile, realpath } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheControl, contentType, isCompressible, securityHeaders } from './headers.mjs';
import { runAsCommand } from './lib/command.mjs';
import { chooseEncoding, compress } from './lib/encoding.mjs';
import { listenOnFreePort } from './lib/listen.mjs';
import { findFile, splitTarget } from './lib/site-files.mjs';

/** @import { IncomingMessage, Server, ServerResponse } from 'node:http' */
/** @typedef {{ status: number, headers: Record<string, string>, body: string | Buffer }} Answer */

/** @param {number} status @param {string} sentence @param {Record<string, string>} [headers] @returns {Answer} */
const plain = (status, sentence, headers = {}) => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-cache', ...headers },
  body: `${sentence}\n`,
});

/**
 * @param {string} root real path of the built site
 * @param {string} base starts and ends with '/'
 * @returns {(request: IncomingMessage) => Promise<Answer>}
 */
function createAnswer(root, base) {
  /** Compressed bodies by ETag, made once: a site of a few megabytes fits in memory. @type {Map<string, Buffer>} */
  const compressed = new Map();

  /** @returns {Promise<Answer>} */
  async function notFound() {
    const page = await readFile(join(root, '404.html'), 'utf8').catch(() => undefined);
    if (page === undefined) return plain(404, 'Not found.');
    // This one page is shown at any depth, so its relative links need a base; all other pages do without.
    const body = page.replace('<base href="/">', () => `<base href="${base}">`);
    return {
      status: 404,
      headers: { 'Content-Type': contentType('.html'), 'Cache-Control': 'no-cache' },
      body,
    };
  }

  return async (request) => {
    const target = splitTarget(request.url ?? '/');
    if (!target) return plain(400, 'The address is not properly percent-encoded.');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return plain(405, 'Only GET and HEAD are answered here.', { Allow: 'GET, HEAD' });
    }
    // A relative Location keeps working behind any proxy prefix; './' keeps '//host' from naming another host.
    const last = target.raw.slice(target.raw.lastIndexOf('/') + 1);
    const withSlash = () => plain(301, 'Moved.', { Location: `./${last}/${target.query}` });
    if (`${target.path}/` === base) return withSlash();
    if (!target.path.startsWith(base)) return plain(404, `Nothing is served outside ${base}`);

    let path = `/${target.path.slice(base.length)}`;
    let found = await findFile(root, path);
    if (found?.kind === 'folder') {
      const index = await findFile(root, `${path}/index.html`);
      if (index && !path.endsWith('/')) return withSlash();
      found = index;
      path += 'index.html';
    }
    if (found?.kind !== 'file') return notFound();

    const type = contentType(path);
    const encoding = isCompressible(type)
      ? chooseEncoding(request.headers['accept-encoding']?.toString())
      : undefined;
    // Encodings of one file differ in bytes and thus in ETag.
    const etag = `"${found.size.toString(36)}-${found.mtimeMs.toString(36)}${encoding ? `-${encoding}` : ''}"`;
    const headers = {
      'Content-Type': type,
      'Cache-Control': cacheControl(path),
      ETag: etag,
      Vary: 'Accept-Encoding',
    };
    const known = request.headers['if-none-match']?.split(/\s*,\s*/) ?? [];
    if (known.includes(etag) || known.includes(`W/${etag}`)) return { status: 304, headers, body: '' };
    if (!encoding) return { status: 200, headers, body: await readFile(found.file) };

    const key = `${found.file} ${etag}`;
    const body = compressed.get(key) ?? (await compress(await readFile(found.file), encoding));
    compressed.set(key, body);
    return { status: 200, headers: { ...headers, 'Content-Encoding': encoding }, body };
  };
}

/**
 * Serves a built site.
 *
 * @param {object} [options]
 * @param {string} [options.root] the folder, relative to the working directory
 * @param {string} [options.base] the sub-folder of the server that the site appears in, such as '/x/y/'
 * @param {number | undefined} [options.port] 0 takes any free one; left out: 4321 or the next free one
 * @param {string} [options.host] the interface to listen on
 * @param {boolean} [options.headers] false leaves the security headers out, like a host that cannot set any
 * @returns {Promise<{ url: string, server: Server, close: () => Promise<void> }>} url ends with the base
 * @throws {Error} one sentence: no such folder, or no such port
 */
export async function serveSite({
  root = 'dist',
  base = '/',
  port,
  host = '127.0.0.1',
  headers = true,
} = {}) {
  const folder = await realpath(root).catch(() => {
    throw new Error(`There is no folder "${root}" to serve: build the site first with "npm run build".`);
  });
  const prefix = `/${base.split('/').filter(Boolean).join('/')}/`.replace('//', '/');
  const answer = createAnswer(folder, prefix);

  const server = createServer(async (request, response) => {
    const {
      status,
      headers: own,
      body,
    } = await answer(request).catch((error) => {
      console.error(error);
      return plain(500, 'The server failed to answer.');
    });
    const path = request.url?.split('?')[0] ?? '/';
    // What is not found is not what its path names: an address below embed/ exempts no other page.
    const pathname = status < 400 && path.startsWith(prefix) ? path.slice(prefix.length - 1) : '/';
    send(response, status, { ...(headers ? securityHeaders(pathname) : {}), ...own }, body);
  });

  /** @param {ServerResponse} response @param {number} status @param {Record<string, string>} all @param {string | Buffer} body */
  function send(response, status, all, body) {
    const length = status === 304 ? {} : { 'Content-Length': Buffer.byteLength(body) };
    // Node drops the body of an answer to HEAD by itself.
    response.writeHead(status, { ...all, ...length }).end(body);
  }

  const actual = await listenOnFreePort(server, port, host);
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${actual}${prefix}`,
    server,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/**
 * The options of the command line, the same for `npm run serve` and `npm start`.
 *
 * @param {string[]} args
 * @returns {{ root: string, base: string, host: string, port: number | undefined }}
 */
export function serveOptions(args = process.argv.slice(2), env = process.env) {
  const { values } = parseArgs({
    args,
    options: {
      root: { type: 'string', default: 'dist' },
      base: { type: 'string', default: '/' },
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string' },
    },
  });
  return { root: values.root, base: values.base, host: values.host, port: readPort(values.port ?? env.PORT) };
}

/**
 * @param {string | undefined} text as typed
 * @returns {number | undefined} undefined where nothing was typed
 * @throws {Error} one sentence, for what is no port
 */
export function readPort(text) {
  const port = text === undefined ? undefined : Number(text);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65536)) {
    throw new Error(`"${text}" is not a port: give a whole number from 0 to 65535.`);
  }
  return port;
}

await runAsCommand(import.meta.url, async () => {
  const { url } = await serveSite(serveOptions());
  console.log(`Low Rank is served at ${url}`);
});

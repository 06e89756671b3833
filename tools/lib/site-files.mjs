import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/**
 * Splits a request's path without the URL class, which would take '//host/x' for a host and resolve '..' by itself.
 *
 * @param {string} url the request target, such as '/en/lab/?v=1'
 * @returns {{ raw: string, path: string, query: string } | undefined} raw: still percent-encoded; path: decoded;
 *   query: with its '?', or ''; undefined when the percent-encoding is malformed
 */
export function splitTarget(url) {
  const cut = url.indexOf('?');
  const raw = cut < 0 ? url : url.slice(0, cut);
  try {
    return { raw, path: decodeURIComponent(raw), query: cut < 0 ? '' : url.slice(cut) };
  } catch {
    return undefined;
  }
}

/**
 * Finds what a path names below a folder. Paths that climb, or that mean something special to Windows, name nothing,
 * and neither do links that lead out of the folder.
 *
 * @param {string} root real path of the folder
 * @param {string} path decoded, starts with '/'
 * @returns {Promise<{ kind: 'file', file: string, size: number, mtimeMs: number } | { kind: 'folder' } | undefined>}
 */
export async function findFile(root, path) {
  if (!path.startsWith('/') || /[\\:\0]/.test(path) || path.split('/').includes('..')) return undefined;
  try {
    const file = await realpath(join(root, path));
    if (file !== root && !file.startsWith(root + sep)) return undefined;
    const found = await stat(file);
    if (found.isDirectory()) return { kind: 'folder' };
    if (!found.isFile() || path.endsWith('/')) return undefined;
    return { kind: 'file', file, size: found.size, mtimeMs: found.mtimeMs };
  } catch {
    return undefined;
  }
}

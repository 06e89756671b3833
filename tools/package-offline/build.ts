import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import type { Site } from '../package-scorm/site';
import { serverFiles } from './server';

/** The folder's name, and the zip's. */
export const NAME = 'low-rank-offline';

/** Files of our own, in `files/`, by their names in the package. On macOS a double click runs a `.command`. */
const OWN: Readonly<Record<string, string>> = {
  'README.html': 'readme.en.html',
  '说明.html': 'readme.zh.html',
  'start.sh': 'start.sh',
  'start.command': 'start.sh',
  'start.bat': 'start.bat',
  'classroom.sh': 'classroom.sh',
  'classroom.command': 'classroom.sh',
  'classroom.bat': 'classroom.bat',
  'server/no-node.txt': 'no-node.txt',
};

/** The repository's licences, by their names in the package. */
const LICENCES: Readonly<Record<string, string>> = {
  'LICENSE.txt': 'LICENSE',
  'LICENSE-course.txt': 'content/LICENSE',
};

/** The whole package: the built site as it is, the server, what starts it, and what says how. */
export function offlineFiles(site: Site): ReadonlyMap<string, Uint8Array> {
  const encoder = new TextEncoder();
  const textsIn = (folder: string, names: Readonly<Record<string, string>>): [string, Uint8Array][] =>
    Object.entries(names).map(([name, source]) => {
      const text = readFileSync(new URL(source, new URL(folder, import.meta.url)), 'utf8');
      return [name, encoder.encode(withLineEnds(name, text))];
    });
  return new Map<string, Uint8Array>([
    ...textsIn('files/', OWN),
    ...textsIn('../../', LICENCES),
    ...[...serverFiles()].map(([path, text]): [string, Uint8Array] => [
      `server/${path}`,
      encoder.encode(text),
    ]),
    ...[...site.files].map((path): [string, Uint8Array] => [`site/${path}`, site.bytes(path)]),
  ]);
}

/** Windows reads a batch file and, in old editors, a text by its own line ends; a shell takes no other than LF. */
function withLineEnds(name: string, text: string): string {
  return text.replaceAll(/\r?\n/g, /\.(bat|txt)$/.test(name) ? '\r\n' : '\n');
}

/** What an unpacked file may do, in Unix's words: the start files can be run. */
export function modeOf(path: string): number {
  return /^[^/]+\.(sh|command)$/.test(path) ? 0o755 : 0o644;
}

/**
 * One folder in a zip; the same build gives the same bytes.
 *
 * @param built the time that the files bear: servers tell a new version of a file by it, where its size is the same
 * @param name the folder's
 */
export function zipped(files: ReadonlyMap<string, Uint8Array>, built: Date, name = NAME): Uint8Array {
  const UNIX = 3;
  const REGULAR_FILE = 0o100000;
  return zipSync(
    Object.fromEntries(
      [...files].map(([path, bytes]) => {
        // The mode is the upper half of an unsigned number of 32 bits.
        const attrs = (REGULAR_FILE + modeOf(path)) * 2 ** 16;
        return [`${name}/${path}`, [bytes, { os: UNIX, attrs }]];
      }),
    ),
    { level: 9, mtime: built },
  );
}

import { isCompressible, TYPES } from '../headers.mjs';
import type { HeaderRule } from './rules';

export interface NginxOptions {
  /** The folder of the built site on the server. */
  readonly root: string;
  /** The value of `listen`: a port, or an address with one. */
  readonly listen: string;
  /** The value of `server_name`. */
  readonly name: string;
}

/**
 * A file for nginx's `conf.d`: one server for the site at the root of its own name. Headers that depend on the path are
 * chosen by `map`, because `add_header` inside a `location` would drop those outside of it. They are chosen by the path
 * that is finally served, so that “not found” below embed/ has no exemption.
 */
export function nginxConfiguration(rules: readonly HeaderRule[], options: NginxOptions): string {
  const [everywhere, ...exceptions] = rules;
  if (!everywhere) throw new Error('no rule for every path');
  const maps: string[] = [];
  const headers = Object.entries(everywhere.headers).map(([name, value]) => {
    const differing = exceptions.filter((rule) => name in rule.headers);
    if (differing.length === 0) return `  add_header ${name} ${quoted(value)} always;`;
    const variable = `$low_rank_${name.toLowerCase().replaceAll('-', '_')}`;
    const lines = differing.map(
      ({ pattern, headers: own }) => `  ${quoted(`~${regexOf(pattern)}`)} ${quoted(own[name] ?? '')};`,
    );
    maps.push([`map $uri ${variable} {`, `  default ${quoted(value)};`, ...lines, '}'].join('\n'));
    return `  add_header ${name} ${variable} always;`;
  });
  return `${[
    '# Made from tools/headers.mjs by "npm run host-files". Do not edit.',
    ...maps,
    `server {
  listen ${options.listen};
  server_name ${options.name};
  root ${quoted(options.root)};
  index index.html;
  error_page 404 /404.html;
  # Relative, so that a proxy before this server may have another address.
  absolute_redirect off;

${headers.join('\n')}

${typeLines().join('\n')}
}`,
  ].join('\n\n')}\n`;
}

/** The pattern as a regular expression without quantifiers in braces, which nginx would take for blocks. */
function regexOf(pattern: string): string {
  const source = pattern
    .replaceAll(/[.+?^$()|[\]\\{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll(/:[a-z]+/g, '[^/]+');
  return `^${source}$`;
}

/** In quotation marks; `$` would begin a variable and cannot be escaped in values, so only patterns may end in one. */
function quoted(text: string): string {
  if (!text.startsWith('~') && text.includes('$')) throw new Error(`nginx cannot hold “$” in ${text}`);
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** Types of files, which of them are told as UTF-8, and which are compressed: text/html always is. */
function typeLines(): string[] {
  const bare = (type: string): string => type.split(';')[0] ?? type;
  const endings = new Map<string, string[]>();
  for (const [ending, type] of Object.entries(TYPES))
    endings.set(bare(type), [...(endings.get(bare(type)) ?? []), ending]);
  const typesWhere = (holds: (type: string) => boolean): string =>
    [...new Set(Object.values(TYPES).filter(holds).map(bare))]
      .filter((type) => type !== 'text/html')
      .join(' ');
  return [
    '  types {',
    ...[...endings].map(([type, names]) => `    ${type} ${names.join(' ')};`),
    '  }',
    '  default_type application/octet-stream;',
    '  charset utf-8;',
    `  charset_types ${typesWhere((type) => type.includes('charset='))};`,
    '  gzip on;',
    '  gzip_vary on;',
    `  gzip_types ${typesWhere(isCompressible)};`,
  ];
}

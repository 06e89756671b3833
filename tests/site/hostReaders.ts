/** The hosts' files read back as the hosts read them, without any code of the generators. */

type Headers = Record<string, string>;

interface Rule {
  readonly pattern: string;
  readonly removed: readonly string[];
  readonly set: readonly (readonly [name: string, value: string])[];
}

/** Throws an Error at a line that is neither a path, a header, a comment nor, where allowed, a removal. */
export function readHeadersFile(text: string, { removals }: { removals: boolean }): readonly Rule[] {
  const rules: { pattern: string; removed: string[]; set: [string, string][] }[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const rule = rules.at(-1);
    const header = /^\s+([A-Za-z-]+): (.+)$/.exec(line);
    const removal = /^\s+! ([A-Za-z-]+)$/.exec(line);
    if (line.startsWith('/')) rules.push({ pattern: line, removed: [], set: [] });
    else if (rule && header?.[1] && header[2]) rule.set.push([header[1], header[2]]);
    else if (rule && removal?.[1] && removals) rule.removed.push(removal[1]);
    else throw new Error(`no line of a headers file: ${line}`);
  }
  return rules;
}

/** `*` is any rest, `:name` what stands between two slashes. */
function matches(pattern: string, path: string): boolean {
  const pieces = pattern.split(/(\*|:[A-Za-z]\w*)/).map((piece) => {
    if (piece === '*') return '[\\s\\S]*';
    return piece.startsWith(':') ? '[^/]+' : piece.replaceAll(/[^A-Za-z0-9/_-]/g, '\\$&');
  });
  return new RegExp(`^${pieces.join('')}$`).test(path);
}

/** How much of a pattern is said literally, up to its first wildcard. */
const literal = (pattern: string): number => pattern.split(/[*:]/)[0]?.length ?? 0;

/**
 * Netlify: the more specific rule's value stands. Its local server takes the later rule's instead, so that an order in
 * which these two differ is an Error.
 */
export function netlifyAnswer(rules: readonly Rule[], path: string): Headers {
  const found = rules.filter(({ pattern }) => matches(pattern, path));
  const inOrder = found.map(({ pattern }) => literal(pattern));
  if (inOrder.some((length, index) => length < (inOrder[index - 1] ?? 0)))
    throw new Error(`rules for ${path} are not in the order of their precision`);
  return Object.fromEntries(found.flatMap(({ set }) => set));
}

/** Cloudflare Pages: each matching rule in turn, removals first; what is set twice is joined by a comma. */
export function cloudflareAnswer(rules: readonly Rule[], path: string): Headers {
  const headers: Headers = {};
  for (const { removed, set } of rules.filter(({ pattern }) => matches(pattern, path))) {
    for (const name of removed) delete headers[name];
    for (const [name, value] of set) headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}

export interface NginxFile {
  readonly maps: ReadonlyMap<string, { default: string; patterns: readonly (readonly [RegExp, string])[] }>;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export function readNginx(text: string): NginxFile {
  const unquoted = (source: string): string => source.slice(1, -1).replaceAll(/\\(["\\])/g, '$1');
  const maps = [...text.matchAll(/^map \$uri (\$\w+) \{\n([\s\S]*?)\n\}/gm)].map(
    ([, name = '', body = '']) => {
      const lines = [...body.matchAll(/^ {2}(default|"[^"]*") ("[^"]*");$/gm)].map(
        ([, key = '', value = '']) => [key, unquoted(value)] as const,
      );
      if (lines.length !== body.split('\n').length) throw new Error(`not read: ${body}`);
      const patterns = lines
        .filter(([key]) => key !== 'default')
        .map(([key, value]) => [new RegExp(unquoted(key).slice(1)), value] as const);
      return [name, { default: lines.find(([key]) => key === 'default')?.[1] ?? '', patterns }] as const;
    },
  );
  const headers = [...text.matchAll(/^ {2}add_header (\S+) (\$\w+|"[^"]*") always;$/gm)].map(
    ([, name = '', value = '']) => [name, value.startsWith('$') ? value : unquoted(value)] as const,
  );
  return { maps: new Map(maps), headers };
}

/** @param path the path of the file that is served, `index.html` included */
export function nginxAnswer({ maps, headers }: NginxFile, path: string): Headers {
  const chosen = (value: string): string => {
    if (!value.startsWith('$')) return value;
    const map = maps.get(value);
    if (!map) throw new Error(`no map for ${value}`);
    return map.patterns.find(([pattern]) => pattern.test(path))?.[1] ?? map.default;
  };
  return Object.fromEntries(headers.map(([name, value]) => [name, chosen(value)]));
}

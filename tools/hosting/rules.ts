import { LANGUAGES } from '../../src/i18n/languages';
import { cacheControl, securityHeaders } from '../headers.mjs';

/** Headers for the paths of a pattern: `*` stands for any rest, `:name` for one folder or file. */
export interface HeaderRule {
  readonly pattern: string;
  readonly headers: Readonly<Record<string, string>>;
}

const headersOf = (path: string): Record<string, string> => ({
  ...securityHeaders(path),
  'Cache-Control': cacheControl(path),
});

/** The patterns whose headers differ from all others', each with a path of it. */
const EXCEPTIONS: readonly (readonly [pattern: string, example: string])[] = [
  ['/_astro/*', '/_astro/a.js'],
  ...LANGUAGES.flatMap((language) =>
    ['', '/', '/index.html'].map(
      (end) => [`/${language}/embed/:figure${end}`, `/${language}/embed/a${end}`] as const,
    ),
  ),
];

/**
 * `tools/headers.mjs` as rules: one for every path with all headers, then the exceptions, each with those headers alone
 * that differ. No path is in two exceptions.
 */
export function headerRules(): readonly HeaderRule[] {
  const everywhere = headersOf('/');
  return [
    { pattern: '/*', headers: everywhere },
    ...EXCEPTIONS.map(([pattern, example]) => ({
      pattern,
      headers: Object.fromEntries(
        Object.entries(headersOf(example)).filter(([name, value]) => everywhere[name] !== value),
      ),
    })),
  ];
}

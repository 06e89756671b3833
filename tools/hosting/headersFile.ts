import type { HeaderRule } from './rules';

/** The hosts that read a file named `_headers` beside the pages. */
export type HeadersHost = 'netlify' | 'cloudflare';

/**
 * The file `_headers`. Where two rules name one header, Netlify takes that of the more specific rule, which is the later
 * one here; Cloudflare Pages would join both with a comma, so the first is taken off by `! Name`, a line which Netlify
 * does not know.
 * https://docs.netlify.com/routing/headers/, https://developers.cloudflare.com/pages/configuration/headers/
 */
export function headersFile(host: HeadersHost, rules: readonly HeaderRule[]): string {
  const blocks = rules.map(({ pattern, headers }, index) => {
    const detached = host === 'cloudflare' && index > 0 ? Object.keys(headers) : [];
    return [
      pattern,
      ...detached.map((name) => `  ! ${name}`),
      ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`),
    ].join('\n');
  });
  return `# Made from tools/headers.mjs by the build. Do not edit.\n${blocks.join('\n\n')}\n`;
}

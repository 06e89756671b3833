export const HOSTS = ['netlify', 'cloudflare', 'github'] as const;
export type Host = (typeof HOSTS)[number];

export interface HostSettings {
  /** Left out: any server; nothing is added to the site. */
  readonly host?: Host;
  /** The sub-folder of a GitHub project page, `/low-rank/`. Only the page “not found” needs it. */
  readonly base: string;
}

/**
 * The host that a build is for: the one that `LOW_RANK_HOST` names, else the one whose own builder runs it.
 *
 * @throws {Error} one sentence, for a host or a base that is none
 */
export function hostSettings(env: Readonly<Record<string, string | undefined>>): HostSettings {
  const base = env['LOW_RANK_BASE'] || '/';
  if (!/^\/(?:[A-Za-z0-9._~-]+\/)*$/.test(base))
    throw new Error(
      `LOW_RANK_BASE is "${base}": give a path that begins and ends with "/", such as /low-rank/.`,
    );
  const named = env['LOW_RANK_HOST'] || (env['NETLIFY'] ? 'netlify' : env['CF_PAGES'] ? 'cloudflare' : '');
  if (named === '') return { base };
  const host = HOSTS.find((each) => each === named);
  if (!host) throw new Error(`LOW_RANK_HOST is "${named}": there are ${HOSTS.join(', ')}.`);
  return { host, base };
}

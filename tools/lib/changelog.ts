/** A version of the changelog: `## 0.1.0 (2026-12-01)`, or `(unreleased)`. */
export interface ChangelogEntry {
  readonly version: string;
  /** ISO 8601, or null while it is not released. */
  readonly date: string | null;
}

/** The versions of a changelog, the newest first. Throws an Error, one sentence, for a heading that is none. */
export function changelogEntries(text: string): readonly ChangelogEntry[] {
  return [...text.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => {
    const [, version, when] = /^(\d+\.\d+\.\d+) \((unreleased|\d{4}-\d{2}-\d{2})\)$/.exec(heading) ?? [];
    if (!version || !when)
      throw new Error(
        `CHANGELOG.md: “${heading}” is no version with its date, such as “0.1.0 (unreleased)”.`,
      );
    return { version, date: when === 'unreleased' ? null : when };
  });
}

/**
 * Why a version cannot be released; empty where it can.
 *
 * @param changed a source that is newer than the built site
 */
export function hindrances(
  version: string,
  entries: readonly ChangelogEntry[],
  changed: string | undefined,
): readonly string[] {
  const newest = entries[0];
  return [
    ...(newest?.version === version
      ? []
      : [`package.json says ${version}, and CHANGELOG.md begins with ${newest?.version ?? 'no version'}.`]),
    ...(newest?.version === version && newest.date === null
      ? [`CHANGELOG.md calls ${version} unreleased: give it its date.`]
      : []),
    ...(changed === undefined
      ? []
      : [`The site is older than ${changed}: build it first with "npm run build".`]),
  ];
}

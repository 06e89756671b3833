/**
 * `npm run audit -- browser` runs these tests on every page, slide and state in both languages; `npm test` on a share of them, in
 * turn, so that each kind is seen in each language.
 */
const THOROUGH = process.env['LOW_RANK_THOROUGH'] !== undefined;

/** All of `choices`, or one of them: another as `turn` goes on. */
export function inTurn<T>(choices: readonly T[], turn: number): readonly T[] {
  return THOROUGH ? choices : choices.filter((_, at) => at === turn % choices.length);
}

/** Each of `things` with all of `choices`, or with one of them, in turn. */
export function eachInTurn<Thing, Choice>(
  things: readonly Thing[],
  choices: readonly Choice[],
): (readonly [Thing, Choice])[] {
  return things.flatMap((thing, turn) => inTurn(choices, turn).map((choice) => [thing, choice] as const));
}

/** Of paths that exist in every language, as `en/lab/`, all, or each in one of them. */
export function eachInOneLanguage(paths: readonly string[]): readonly string[] {
  const bare = (path: string) => path.replace(/^\w+\//, '');
  const kinds = [...new Set(paths.map(bare))];
  return kinds.flatMap((kind, turn) =>
    inTurn(
      paths.filter((path) => bare(path) === kind),
      turn,
    ),
  );
}

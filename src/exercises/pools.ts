/** All choices of so many items, each in the order of the items. */
export function combinations<T>(items: readonly T[], size: number, from = 0): T[][] {
  if (size === 0) return [[]];
  return items
    .slice(from)
    .flatMap((item, at) => combinations(items, size - 1, from + at + 1).map((rest) => [item, ...rest]));
}

/** The items' indices, the least first. */
export function leastFirst<T>(items: readonly T[], of: (item: T) => number): readonly number[] {
  return items.map((_, at) => at).sort((a, b) => of(items[a] as T) - of(items[b] as T));
}

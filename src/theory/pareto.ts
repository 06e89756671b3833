/** One of several aims: how much of it an item has, and which way is better. */
export interface Aim<Item> {
  readonly value: (item: Item) => number;
  readonly better: 'more' | 'less';
}

/**
 * Whether `a` dominates `b`: at least as good in every aim and better in one.
 * Equal items do not dominate each other.
 */
export function dominates<Item>(a: Item, b: Item, aims: readonly Aim<Item>[]): boolean {
  const gains = aims.map(({ value, better }) => (value(a) - value(b)) * (better === 'more' ? 1 : -1));
  return gains.every((gain) => gain >= 0) && gains.some((gain) => gain > 0);
}

/** The items that no other dominates (Pareto’s front), in their order. Compares each with each: n² of them. */
export function paretoFront<Item>(items: readonly Item[], aims: readonly Aim<Item>[]): Item[] {
  return items.filter((item) => !items.some((other) => dominates(other, item, aims)));
}

/** Makes what is new, aims what stays, removes what has gone. */
export function keep<Item extends { readonly key: string }, Made extends { remove(): void }>(
  made: Map<string, Made>,
  items: readonly Item[],
  make: (item: Item) => Made,
  aim: (thing: Made, item: Item) => void,
): void {
  const wanted = new Set(items.map((item) => item.key));
  for (const [key, thing] of made) {
    if (wanted.has(key)) continue;
    thing.remove();
    made.delete(key);
  }
  for (const item of items) {
    const thing = made.get(item.key) ?? make(item);
    made.set(item.key, thing);
    aim(thing, item);
  }
}

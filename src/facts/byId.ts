/** Returns a lookup by id over `rows`; it throws an Error naming the kind and the id when there is no such row. */
export function byId<Row extends { readonly id: string }>(
  kind: string,
  rows: readonly Row[],
): (id: string) => Row {
  const index = new Map(rows.map((row) => [row.id, row]));
  return (id) => {
    const row = index.get(id);
    if (row === undefined) throw new Error(`unknown ${kind} "${id}"`);
    return row;
  };
}

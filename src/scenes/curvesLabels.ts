/** Where names of lines stand: beside the lines' ends, or in rows above the plot. Pixels throughout. */

/**
 * Moves labels apart until they are `gap` from each other, each as little as possible: the least-squares answer, found by
 * pooling neighbours that violate the order. A run that is too long for the room is set closer.
 *
 * @returns a place for each wish, in the order of the wishes, within [low, high]
 */
export function spreadApart(wishes: readonly number[], gap: number, low: number, high: number): number[] {
  const count = wishes.length;
  const step = count > 1 ? Math.min(gap, (high - low) / (count - 1)) : gap;
  const order = wishes.map((_, index) => index).sort((a, b) => (wishes[a] ?? 0) - (wishes[b] ?? 0));
  // With each wish lowered by its rank's share of the gaps, "apart" becomes "not descending".
  const pools: { sum: number; size: number }[] = [];
  order.forEach((index, rank) => {
    let pool = { sum: (wishes[index] ?? 0) - rank * step, size: 1 };
    for (let last = pools.at(-1); last && last.sum / last.size >= pool.sum / pool.size; last = pools.at(-1)) {
      pool = { sum: pool.sum + last.sum, size: pool.size + last.size };
      pools.pop();
    }
    pools.push(pool);
  });
  const places = new Array<number>(count).fill(0);
  const ceiling = Math.max(low, high - (count - 1) * step);
  let rank = 0;
  for (const { sum, size } of pools) {
    const base = Math.min(ceiling, Math.max(low, sum / size));
    for (let member = 0; member < size; member += 1, rank += 1) {
      places[order[rank] ?? 0] = base + rank * step;
    }
  }
  return places;
}

/** Sets items of these widths in rows, as words are set in lines. */
export function flowInRows(
  widths: readonly number[],
  room: number,
  gap: number,
): { readonly places: readonly { readonly x: number; readonly row: number }[]; readonly rows: number } {
  let x = 0;
  let row = 0;
  const places = widths.map((width) => {
    if (x > 0 && x + width > room) {
      x = 0;
      row += 1;
    }
    const place = { x, row };
    x += width + gap;
    return place;
  });
  return { places, rows: widths.length === 0 ? 0 : row + 1 };
}

/** Width of a text of 12 pixels, for where there is no canvas to measure it: Chinese takes a full em. */
export function estimateWidth(text: string): number {
  let width = 0;
  for (const sign of text) width += (sign.codePointAt(0) ?? 0) > 0x2e7f ? 12 : 6.8;
  return width;
}

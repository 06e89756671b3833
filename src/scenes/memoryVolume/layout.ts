/**
 * Memory as volume, as pure data: each set-up is a tower of blocks on a square base, one block a term, and one unit of
 * length cubed is one unit of memory. The card is a glass cube around each tower's foot; what does not fit stands out of it.
 */
export interface VolumeColumn {
  readonly key: string;
  readonly label: string;
  /** In the model's unit of memory, from the bottom up. */
  readonly parts: readonly { readonly term: string; readonly value: number; readonly label: string }[];
}

export interface VolumeModel {
  readonly columns: readonly VolumeColumn[];
  readonly capacity: { readonly value: number; readonly label: string };
}

export interface Block {
  readonly key: string;
  readonly term: string;
  readonly label: string;
  /** Centre. */
  readonly x: number;
  readonly y: number;
  readonly height: number;
  /** Only the tallest tower bears its terms' names: the others' labels would lie on their neighbours. */
  readonly labelled: boolean;
}

export interface VolumeLayout {
  /** Side of every base, and of the card's glass cube. */
  readonly side: number;
  readonly blocks: readonly Block[];
  readonly columns: readonly {
    readonly key: string;
    readonly label: string;
    readonly x: number;
    readonly height: number;
  }[];
  readonly tallest: number;
  /** From the first column's outer side to the last one's. */
  readonly width: number;
}

/** Between two columns: in sides, and at least so much of the tallest tower, for labels to stand there. */
const GAP = 0.75;
const GAP_OF_HEIGHT = 0.3;

export function layoutVolume({ columns, capacity }: VolumeModel): VolumeLayout {
  // With this side the card is a cube: a full card is a full cube, whatever the card.
  const side = Math.cbrt(capacity.value);
  const base = side * side;
  const heights = columns.map((column) => column.parts.reduce((sum, part) => sum + part.value, 0) / base);
  const tallest = Math.max(side, ...heights);
  const tallestIndex = heights.indexOf(Math.max(...heights));
  const step = side + Math.max(side * GAP, tallest * GAP_OF_HEIGHT);
  const start = (-step * (columns.length - 1)) / 2;
  const blocks: Block[] = [];
  const placed = columns.map((column, index) => {
    const x = start + index * step;
    let top = 0;
    for (const part of column.parts) {
      const height = part.value / base;
      blocks.push({
        key: `${column.key}/${part.term}`,
        term: part.term,
        label: part.label,
        x,
        y: top + height / 2,
        height,
        labelled: index === tallestIndex,
      });
      top += height;
    }
    return { key: column.key, label: column.label, x, height: top };
  });
  return {
    side,
    blocks,
    columns: placed,
    tallest,
    width: step * (columns.length - 1) + side,
  };
}

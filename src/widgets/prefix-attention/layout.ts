import { type Draw, type Shape, tenth } from '../../scenes/sketch';

export interface AttentionPicture {
  /** Names of all columns: the prefix's, then the tokens'. */
  readonly columns: readonly string[];
  /** How many columns are the prefix's. */
  readonly prefix: number;
  readonly rows: readonly {
    readonly name: string;
    readonly weights: readonly number[];
    readonly share: string;
  }[];
  readonly chosen: number;
  /** The chosen row's weights when there is no prefix. */
  readonly without: readonly number[];
  readonly labels: { readonly without: string; readonly with: string };
  readonly format: (value: number) => string;
}

const TOP = 48;
const ROW = 30;
const NAMES = 52;
const SHARES = 44;
const WIDEST_CELL = 56;
/** Below this a cell writes .12 for 0.12. */
const ROOMY_CELL = 34;
const BAR = 26;

/** The matrix, a row for each token and λ beside it; below it the chosen row as two bars, without and with the prefix. */
export function drawAttention(picture: AttentionPicture): Draw {
  const { columns, prefix, rows, chosen, without, labels, format } = picture;
  const barsTop = TOP + rows.length * ROW + 34;
  const height = barsTop + 2 * BAR + 40;
  return (width) => {
    const cell = Math.min(WIDEST_CELL, (width - NAMES - SHARES) / columns.length);
    const xOf = (column: number): number => NAMES + column * cell;
    const right = xOf(columns.length);
    const shapes: Shape[] = [];

    columns.forEach((name, j) => {
      const x = tenth(xOf(j) + cell / 2);
      const kind = j < prefix ? 'head prefix-head' : 'head';
      shapes.push({
        tag: 'text',
        attributes:
          j < prefix || cell >= 44
            ? { class: kind, x, y: TOP - 8, 'text-anchor': 'middle' }
            : { class: kind, x: 0, y: 0, transform: `translate(${tenth(x - 2)} ${TOP - 6}) rotate(-50)` },
        text: name,
      });
    });
    shapes.push(words(right + 8, TOP - 8, 'λ', 'head'));

    rows.forEach(({ name, weights, share }, i) => {
      const y = TOP + i * ROW;
      shapes.push(words(NAMES - 8, y + 20, name, i === chosen ? 'row-name chosen' : 'row-name', 'end'));
      weights.forEach((weight, j) => {
        const masked = j > prefix + i;
        shapes.push({
          tag: 'rect',
          attributes: {
            class: masked ? 'weight masked' : j < prefix ? 'weight of-prefix' : 'weight of-token',
            x: tenth(xOf(j) + 1),
            y: y + 1,
            width: tenth(cell - 2),
            height: ROW - 2,
            'fill-opacity': masked ? 1 : Math.round((0.06 + 0.6 * weight) * 100) / 100,
          },
        });
        if (masked) return;
        const text = format(weight);
        shapes.push(
          words(
            xOf(j) + cell / 2,
            y + 20,
            cell < ROOMY_CELL ? text.replace(/^0/, '') : text,
            cell < ROOMY_CELL ? 'number small' : 'number',
            'middle',
          ),
        );
      });
      shapes.push(words(right + 8, y + 20, share, i === chosen ? 'share chosen' : 'share'));
      // On top, to be clicked: the whole row.
      shapes.push({
        tag: 'rect',
        attributes: {
          class: i === chosen ? 'row chosen' : 'row',
          'data-row': i + 1,
          x: NAMES - 1,
          y,
          width: tenth(right - NAMES + 2),
          height: ROW,
        },
      });
    });

    // The same row as bars: with the prefix, the tokens share what λ leaves.
    const length = width - 4;
    const bar = (
      top: number,
      label: string,
      parts: readonly { name: string; share: number; kind: string }[],
    ) => {
      shapes.push(words(2, top - 6, label, 'aside'));
      let x = 2;
      for (const { name, share, kind } of parts) {
        const wide = share * length;
        shapes.push({
          tag: 'rect',
          attributes: { class: `portion ${kind}`, x: tenth(x), y: top, width: tenth(wide), height: BAR },
        });
        if (wide > 14 + name.length * 8) {
          shapes.push(words(x + wide / 2, top + 18, name, 'portion-name', 'middle'));
        }
        x += wide;
      }
    };
    const chosenRow = rows[chosen];
    bar(
      barsTop,
      labels.without,
      without.map((share, j) => ({ name: columns[prefix + j] ?? '', share, kind: 'of-token' })),
    );
    bar(
      barsTop + BAR + 34,
      labels.with,
      (chosenRow?.weights ?? []).map((share, j) => ({
        name: columns[j] ?? '',
        share,
        kind: j < prefix ? 'of-prefix' : 'of-token',
      })),
    );
    return { width, height, shapes };
  };
}

function words(x: number, y: number, text: string, name: string, anchor = 'start'): Shape {
  return { tag: 'text', attributes: { class: name, x: tenth(x), y: tenth(y), 'text-anchor': anchor }, text };
}

import { type Draw, type Shape, tenth } from '../../../scenes/sketch';

/** One head's attention over a text, and one of its rows before and after training. */
export interface HeadPicture {
  /** Names of the T tokens. */
  readonly tokens: readonly string[];
  /** P: how many columns stand in front of the tokens'. */
  readonly virtual: number;
  /** Shares [T, P + T], row-major. */
  readonly shares: ArrayLike<number>;
  /** The row that is read below the matrix. */
  readonly chosen: number;
  /** What the virtual columns are called. */
  readonly virtualName: string;
  /** The chosen row, each with its label: P + T shares. */
  readonly bars: readonly { readonly label: string; readonly shares: ArrayLike<number> }[];
  /** The share of a row that goes to the virtual columns, written beside it. */
  readonly format: (share: number) => string;
}

export const TOP = 66;
export const ROW = 14;
const NAMES = 74;
const SHARES = 40;
const WIDEST_CELL = 26;
const BETWEEN = 4;
const BAR = 26;
const BAR_STEP = BAR + 32;
/** Letters of a token that its row has room for, and of one above its column. */
const LONGEST_NAME = 9;
/** Columns that are named: those that the chosen row looks at most. */
const NAMED = 6;
/** Names above columns that stand nearer than this would overlap. */
const NAME_ROOM = 13;
/** Shades of a cell. Each is one path, so that thousands of cells cost a dozen elements. */
const SHADES = 12;

/** The row of tokens at a height in the drawing; undefined beside the matrix. */
export function rowAt(y: number, tokens: number): number | undefined {
  const row = Math.floor((y - TOP) / ROW);
  return row >= 0 && row < tokens ? row : undefined;
}

/** A row for each token, the darker the more it attends to a column; below it the chosen row as bars. */
export function drawHead(picture: HeadPicture): Draw {
  const { tokens, virtual, shares, chosen, virtualName, bars, format } = picture;
  const columns = virtual + tokens.length;
  const barsTop = TOP + tokens.length * ROW + 34;
  const height = barsTop + bars.length * BAR_STEP - 20;
  return (width) => {
    const right = width - (virtual > 0 ? SHARES : 4);
    const gap = virtual > 0 ? BETWEEN : 0;
    const cell = Math.min(WIDEST_CELL, (right - NAMES - gap) / columns);
    const xOf = (column: number): number => NAMES + column * cell + (column >= virtual ? gap : 0);
    const end = xOf(columns);
    const shapes: Shape[] = [];

    // What no token may see: its future.
    let unseen = `M${tenth(xOf(virtual + 1))} ${TOP}H${tenth(end)}V${TOP + (tokens.length - 1) * ROW}`;
    for (let token = tokens.length - 1; token > 0; token--) {
      unseen += `H${tenth(xOf(virtual + token))}V${TOP + (token - 1) * ROW}`;
    }
    if (tokens.length > 1) shapes.push({ tag: 'path', attributes: { class: 'masked', d: `${unseen}Z` } });

    const paths = new Map<string, string>();
    for (let row = 0; row < tokens.length; row++) {
      for (let column = 0; column <= virtual + row; column++) {
        const share = shares[row * columns + column] ?? 0;
        // By its root, or a share among fifty could not be seen.
        const shade = Math.round(Math.sqrt(share) * SHADES);
        if (shade === 0) continue;
        const key = `${column < virtual ? 'of-prefix' : 'of-token'} ${shade}`;
        const corner = `M${tenth(xOf(column))} ${TOP + row * ROW}`;
        paths.set(key, `${paths.get(key) ?? ''}${corner}h${tenth(cell)}v${ROW}h${tenth(-cell)}z`);
      }
    }
    for (const [key, d] of [...paths].sort(([one], [two]) => one.localeCompare(two))) {
      const [kind, shade] = key.split(' ') as [string, string];
      const opacity = Math.round((100 * Number(shade)) / SHADES) / 100;
      shapes.push({ tag: 'path', attributes: { class: kind, d, 'fill-opacity': opacity } });
    }
    shapes.push({
      tag: 'path',
      attributes: {
        class: 'edge',
        d: `M${NAMES} ${TOP}H${tenth(end)}V${TOP + tokens.length * ROW}H${NAMES}Z${
          virtual > 0 ? `M${tenth(xOf(virtual) - gap / 2)} ${TOP - 4}V${TOP + tokens.length * ROW}` : ''
        }`,
      },
    });

    tokens.forEach((name, row) => {
      const y = TOP + row * ROW + 11;
      const kind = row === chosen ? 'row-name chosen' : 'row-name';
      shapes.push(words(NAMES - 6, y, shortened(name), kind, 'end'));
      if (virtual === 0) return;
      const toVirtual = sum(shares, row * columns, virtual);
      shapes.push(words(end + 6, y, format(toVirtual), row === chosen ? 'share chosen' : 'share'));
    });
    shapes.push({
      tag: 'rect',
      attributes: {
        class: 'row chosen',
        x: NAMES - 1,
        y: TOP + chosen * ROW,
        width: tenth(end - NAMES + 2),
        height: ROW,
      },
    });

    // Names of the columns that the chosen row looks at most.
    if (virtual > 0) {
      shapes.push(words(NAMES, 12, virtualName, 'head prefix-head'));
      shapes.push({
        tag: 'path',
        attributes: { class: 'bracket', d: `M${NAMES} 24v-6H${tenth(xOf(virtual) - gap)}v6` },
      });
      shapes.push(words(end + 6, TOP + tokens.length * ROW + 13, 'λ', 'head'));
    }
    const row = chosen * columns;
    const seen = Array.from({ length: chosen + 1 }, (_, token) => token)
      .sort((one, two) => (shares[row + virtual + two] ?? 0) - (shares[row + virtual + one] ?? 0))
      .slice(0, NAMED);
    const placed: number[] = [];
    for (const token of seen) {
      const x = tenth(xOf(virtual + token) + cell / 2);
      if (placed.some((other) => Math.abs(other - x) < NAME_ROOM)) continue;
      placed.push(x);
      const attributes = {
        class: 'head',
        x: 0,
        y: 0,
        transform: `translate(${tenth(x + 3)} ${TOP - 5}) rotate(-50)`,
      };
      shapes.push({ tag: 'text', attributes, text: shortened(tokens[token] ?? '') });
    }

    bars.forEach(({ label, shares: portions }, index) => {
      const top = barsTop + index * BAR_STEP;
      shapes.push(words(2, top - 6, label, 'aside'));
      const length = width - 4;
      let x = 2;
      const portion = (share: number, name: string, kind: string): void => {
        const wide = share * length;
        if (wide >= 0.5) {
          shapes.push({
            tag: 'rect',
            attributes: { class: `portion ${kind}`, x: tenth(x), y: top, width: tenth(wide), height: BAR },
          });
        }
        if (wide > 12 + name.length * 8)
          shapes.push(words(x + wide / 2, top + 18, name, 'portion-name', 'middle'));
        x += wide;
      };
      if (virtual > 0) portion(sum(portions, 0, virtual), virtualName, 'of-prefix');
      for (let token = 0; token <= chosen; token++) {
        portion(portions[virtual + token] ?? 0, tokens[token] ?? '', 'of-token');
      }
    });
    return { width, height, shapes };
  };
}

/** The sum of `count` numbers from a place on. */
export function sum(values: ArrayLike<number>, from: number, count: number): number {
  let total = 0;
  for (let at = from; at < from + count; at++) total += values[at] ?? 0;
  return total;
}

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}

function words(x: number, y: number, text: string, name: string, anchor = 'start'): Shape {
  return { tag: 'text', attributes: { class: name, x: tenth(x), y: tenth(y), 'text-anchor': anchor }, text };
}

import { estimateWidth } from '../../scenes/curvesLabels';
import { type Draw, type Shape, tenth } from '../../scenes/sketch';

/** A vector on the way: its symbol, what it is, and its numbers. */
export interface Station {
  readonly symbol: string;
  readonly name: string;
  readonly values: readonly number[];
}

export interface BottleneckPicture {
  /** Input, narrow, bent, change, output. */
  readonly stations: readonly Station[];
  /** Index of the last station that is shown. */
  readonly reached: number;
  readonly down: string;
  readonly up: string;
  readonly sigma: string;
  readonly residual: string;
  readonly format: (value: number, digits: number) => string;
}

/** Tops of the five rows of cells. */
const TOPS = [24, 110, 166, 266, 352] as const;
const CELL_HEIGHT = 30;
const HEIGHT = TOPS[4] + CELL_HEIGHT + 6;
/** Letters of a name are a little larger than those that are estimated. */
const NAME_SIZE = 1.2;
/** Right of the rows, where the residual path runs. */
const LANE = 26;
const WIDEST_CELL = 56;
/** Of an inner number, which has the room. */
const INNER_CELL = 41;
/** From this width on a cell holds −0.53. */
const ROOMY_CELL = 40;

/** Rows of cells from top to bottom, with a trapezoid for each matrix between them and the residual path at the side. */
export function drawBottleneck(picture: BottleneckPicture): Draw {
  return (width) => {
    const { stations, reached, format } = picture;
    const size = stations[0]?.values.length ?? 1;
    const narrow = stations[1]?.values.length ?? 1;
    const cell = Math.min(WIDEST_CELL, (width - LANE - 2) / size);
    const middle = (width - LANE) / 2;
    const inner = Math.max(cell, Math.min(INNER_CELL, (0.75 * size * cell) / narrow));
    const wide = (count: number): number => (count === narrow ? narrow * inner : count * cell);
    const left = (count: number): number => middle - wide(count) / 2;
    const right = (count: number): number => middle + wide(count) / 2;
    const shapes: Shape[] = [];
    const later = (index: number): string => (index > reached ? ' later' : '');

    const funnel = (top: number, bottom: number, from: number, to: number, text: string, index: number) => {
      const corners = [left(from), right(from), right(to), left(to)].map(tenth);
      shapes.push({
        tag: 'path',
        attributes: {
          class: `funnel${later(index)}`,
          d: `M${corners[0]} ${top}H${corners[1]}L${corners[2]} ${bottom}H${corners[3]}Z`,
        },
      });
      shapes.push(words(middle, (top + bottom) / 2 + 5, text, `funnel-name${later(index)}`, 'middle'));
    };
    funnel(TOPS[0] + CELL_HEIGHT + 3, TOPS[1] - 3, size, narrow, picture.down, 1);
    funnel(TOPS[2] + CELL_HEIGHT + 3, TOPS[3] - 24, narrow, size, picture.up, 3);

    // σ works on each inner number by itself.
    for (let i = 0; i < narrow; i += 1) {
      const x = tenth(left(narrow) + (i + 0.5) * inner);
      shapes.push({
        tag: 'line',
        attributes: {
          class: `flow${later(2)}`,
          x1: x,
          x2: x,
          y1: TOPS[1] + CELL_HEIGHT + 2,
          y2: TOPS[2] - 2,
        },
      });
    }
    shapes.push(
      words(
        right(narrow) + 8,
        (TOPS[1] + CELL_HEIGHT + TOPS[2]) / 2 + 4,
        picture.sigma,
        `bend-name${later(2)}`,
      ),
    );

    // The residual path: the input goes by, and the change is added to it.
    const lane = tenth(right(size) + LANE / 2);
    const sumY = TOPS[3] + CELL_HEIGHT + 16;
    shapes.push(
      {
        tag: 'path',
        attributes: {
          class: `residual${later(4)}`,
          d: `M${tenth(right(size) + 3)} ${TOPS[0] + CELL_HEIGHT / 2}H${lane}V${sumY}H${tenth(middle + 9)}`,
        },
      },
      {
        tag: 'line',
        attributes: {
          class: `flow${later(4)}`,
          x1: tenth(middle),
          x2: tenth(middle),
          y1: TOPS[3] + CELL_HEIGHT,
          y2: TOPS[4] - 21,
        },
      },
      { tag: 'circle', attributes: { class: `plus${later(4)}`, cx: tenth(middle), cy: sumY, r: 9 } },
      {
        tag: 'path',
        attributes: {
          class: `plus-sign${later(4)}`,
          d: `M${tenth(middle - 5)} ${sumY}h10M${tenth(middle)} ${sumY - 5}v10`,
        },
      },
      words(lane - 4, sumY - 5, picture.residual, `aside${later(4)}`, 'end'),
    );

    stations.forEach(({ symbol, name, values }, index) => {
      const top = TOPS[index] ?? 0;
      const isInner = index === 1 || index === 2;
      const own = isInner ? inner : cell;
      const { factor, power, digits } = scaleOf(values);
      const suffix = power === 0 ? '' : ` ×10${superscript(power)}`;
      const hidden = later(index);
      if (isInner) {
        const name = symbol + suffix;
        // Beside its row where there is room for it, else above.
        const beside = left(narrow) - 7 > estimateWidth(name) * NAME_SIZE;
        shapes.push(
          beside
            ? words(left(narrow) - 7, top + 20, name, `symbol${hidden}`, 'end')
            : words(0, top - 6, name, `symbol${hidden}`),
        );
      } else {
        shapes.push(words(left(size), top - 8, `${name}: ${symbol}${suffix}`, `symbol${hidden}`));
      }
      const most = Math.max(...values.map(Math.abs)) || 1;
      values.forEach((value, i) => {
        const x = left(values.length) + i * own;
        const negative = value < 0 ? ' negative' : '';
        shapes.push({
          tag: 'rect',
          attributes: {
            class: `cell${negative}${hidden}`,
            x: tenth(x + 1),
            y: top,
            width: tenth(own - 2),
            height: CELL_HEIGHT,
            rx: 3,
            'fill-opacity': index > reached ? 0 : tenth(0.08 + (0.5 * Math.abs(value)) / most),
          },
        });
        const text = index > reached ? '?' : format(value * factor, own < ROOMY_CELL ? digits : 2);
        const small = own < 32 ? ' small' : '';
        shapes.push(words(x + own / 2, top + 20, text, `value${small}${hidden}`, 'middle'));
      });
    });
    return { width, height: HEIGHT, shapes };
  };
}

/** Small numbers are shown in a power of ten of their own, so that a cell holds them: 0.00031 as 3.1 ×10⁻⁴. */
export function scaleOf(values: readonly number[]): { factor: number; power: number; digits: number } {
  const most = Math.max(...values.map(Math.abs));
  if (most === 0 || most >= 0.095) return { factor: 1, power: 0, digits: 1 };
  const power = Math.floor(Math.log10(most));
  return { factor: 10 ** -power, power, digits: 1 };
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
function superscript(power: number): string {
  const digits = [...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[Number(digit)] ?? '').join('');
  return (power < 0 ? '⁻' : '') + digits;
}

function words(x: number, y: number, text: string, name: string, anchor = 'start'): Shape {
  return { tag: 'text', attributes: { class: name, x: tenth(x), y: tenth(y), 'text-anchor': anchor }, text };
}

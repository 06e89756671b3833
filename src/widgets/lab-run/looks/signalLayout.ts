import { type Draw, type Shape, tenth } from '../../../scenes/sketch';

/** One token's vector on its way through a trained adapter. */
export interface SignalPicture {
  /** h, [H]. */
  readonly signal: ArrayLike<number>;
  /** Behind the non-linearity, [R]. */
  readonly narrow: ArrayLike<number>;
  /** What is added to h, [H]. */
  readonly added: ArrayLike<number>;
  readonly labels: {
    readonly signal: string;
    readonly narrow: string;
    readonly added: string;
    readonly sum: string;
    readonly down: string;
    readonly up: string;
  };
  readonly format: (value: number) => string;
}

const STRIP = 54;
const FUNNEL = 34;
/** Bars of the inner numbers, and below them their numbers. */
const INNER = 56;
const NUMBERS = 18;
/** A line of words with the room around it. */
const LINE = 24;
const SIGNAL_TOP = LINE;
const DOWN_TOP = SIGNAL_TOP + STRIP + 4;
const INNER_TOP = DOWN_TOP + FUNNEL + LINE;
const UP_TOP = INNER_TOP + INNER + NUMBERS + 6;
const ADDED_TOP = UP_TOP + FUNNEL + LINE + 4;
const SUM_TOP = ADDED_TOP + STRIP + LINE + 8;
const HEIGHT = SUM_TOP + STRIP + 6;
const WIDEST_INNER = 44;

/** From top to bottom: h as H small bars, the R inner numbers as large ones, what is added, and the sum; bars of H share a scale. */
export function drawSignal(picture: SignalPicture): Draw {
  const { signal, narrow, added, labels, format } = picture;
  const output = Array.from(signal, (value, at) => value + (added[at] ?? 0));
  const most = Math.max(...[signal, added, output].map(largest)) || 1;
  const mostInner = largest(narrow) || 1;
  return (width) => {
    const shapes: Shape[] = [];
    const middle = width / 2;
    const inner = Math.min(WIDEST_INNER, (width - 4) / Math.max(1, narrow.length));
    const innerLeft = middle - (narrow.length * inner) / 2;

    const strip = (top: number, values: ArrayLike<number>, label: string): void => {
      shapes.push(words(2, top - 7, label, 'symbol'));
      const zero = top + STRIP / 2;
      const step = (width - 4) / Math.max(1, values.length);
      let d = '';
      for (let at = 0; at < values.length; at++) {
        const value = values[at] ?? 0;
        const high = tenth((value / most) * (STRIP / 2));
        if (high !== 0) d += `M${tenth(2 + at * step)} ${zero}v${-high}h${tenth(step * 0.8)}v${high}z`;
      }
      shapes.push(
        { tag: 'rect', attributes: { class: 'strip', x: 2, y: top, width: tenth(width - 4), height: STRIP } },
        { tag: 'path', attributes: { class: 'strip-bars', d: d || 'M0 0' } },
        { tag: 'path', attributes: { class: 'strip-zero', d: `M2 ${zero}H${tenth(width - 2)}` } },
      );
    };
    const funnel = (
      top: number,
      from: readonly [number, number],
      to: readonly [number, number],
      text: string,
    ) => {
      const bottom = top + FUNNEL;
      shapes.push(
        {
          tag: 'path',
          attributes: {
            class: 'funnel',
            d: `M${tenth(from[0])} ${top}H${tenth(from[1])}L${tenth(to[1])} ${bottom}H${tenth(to[0])}Z`,
          },
        },
        words(middle, top + FUNNEL / 2 + 5, text, 'funnel-name', 'middle'),
      );
    };
    const whole = [2, width - 2] as const;
    const within = [innerLeft, innerLeft + narrow.length * inner] as const;
    strip(SIGNAL_TOP, signal, labels.signal);
    funnel(DOWN_TOP, whole, within, labels.down);

    shapes.push(words(middle, INNER_TOP - 8, labels.narrow, 'aside', 'middle'));
    // Each inner number: a bar from below, its number under it.
    const floor = INNER_TOP + INNER;
    for (let at = 0; at < narrow.length; at++) {
      const value = narrow[at] ?? 0;
      const x = innerLeft + at * inner;
      const high = tenth((value / mostInner) * INNER);
      shapes.push(
        {
          tag: 'rect',
          attributes: {
            class: value > 0 ? 'inner' : 'inner silent',
            x: tenth(x + 2),
            y: tenth(floor - Math.max(high, 2)),
            width: tenth(inner - 4),
            height: tenth(Math.max(high, 2)),
          },
        },
        words(x + inner / 2, floor + 15, format(value), value > 0 ? 'value' : 'value silent', 'middle'),
      );
    }
    funnel(UP_TOP, within, whole, labels.up);
    strip(ADDED_TOP, added, labels.added);
    strip(SUM_TOP, output, labels.sum);
    return { width, height: HEIGHT, shapes };
  };
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let at = 0; at < values.length; at++) most = Math.max(most, Math.abs(values[at] ?? 0));
  return most;
}

function words(x: number, y: number, text: string, name: string, anchor = 'start'): Shape {
  return { tag: 'text', attributes: { class: name, x: tenth(x), y: tenth(y), 'text-anchor': anchor }, text };
}

import { spreadApart } from '../../scenes/curvesLabels';
import { type Draw, type Shape, tenth } from '../../scenes/sketch';

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface SizeLine {
  readonly key: string;
  readonly name: string;
  /** The count at the chosen width, as it is written. */
  readonly text: string;
  readonly points: readonly Point[];
  readonly at: Point;
}

export interface SizesPicture {
  readonly lines: readonly SizeLine[];
  readonly xName: string;
  readonly yName: string;
  readonly chosen: string;
}

const HEIGHT = 330;
const TOP = 38;
const BOTTOM = 282;
const LEFT = 34;
/** Right of the plot: names and exact counts. */
const LABELS = 116;
/** A name and its count below it. */
const LABEL_HEIGHT = 34;

/** Both axes are logarithmic: what grows in proportion to R is a straight line there, whatever its slope. */
export function drawSizes({ lines, xName, yName, chosen }: SizesPicture): Draw {
  const all = lines.flatMap((line) => line.points);
  const least = Math.min(...all.map(({ y }) => y));
  const most = Math.max(...all.map(({ y }) => y));
  const last = Math.max(...all.map(({ x }) => x));
  const [low, high] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  return (width) => {
    const right = width - LABELS;
    const xAt = (x: number): number => tenth(LEFT + ((right - LEFT) * Math.log2(x)) / Math.log2(last));
    const yAt = (y: number): number =>
      tenth(BOTTOM - ((BOTTOM - TOP) * (Math.log10(y) - low)) / (high - low));
    const shapes: Shape[] = [words(0, 14, yName, 'aside'), words(0, HEIGHT - 6, xName, 'aside')];
    for (let power = low; power <= high; power += 1) {
      const y = yAt(10 ** power);
      shapes.push(
        { tag: 'line', attributes: { class: 'grid', x1: LEFT, x2: right, y1: y, y2: y } },
        words(LEFT - 5, y + 4, `10${superscript(power)}`, 'tick', 'end'),
      );
    }
    for (let rank = 1; rank <= last; rank *= right - LEFT < 260 ? 16 : 4) {
      shapes.push(words(xAt(rank), BOTTOM + 18, String(rank), 'tick', 'middle'));
    }

    const x = xAt(lines[0]?.at.x ?? 1);
    shapes.push({ tag: 'line', attributes: { class: 'chosen', x1: x, x2: x, y1: TOP - 6, y2: BOTTOM } });
    const anchor = x < LEFT + 40 ? 'start' : x > right - 40 ? 'end' : 'middle';
    shapes.push(words(x, TOP - 10, chosen, 'chosen-name', anchor));

    const ends = lines.map(({ points }) => yAt(points.at(-1)?.y ?? 1));
    const places = spreadApart(ends, LABEL_HEIGHT, TOP + 6, BOTTOM - 20);
    // The first line is the one in question, and comes last, on top.
    [...lines.entries()].reverse().forEach(([index, { key, name, text, points, at }]) => {
      const place = tenth(places[index] ?? 0);
      const path = points.map((point) => `${xAt(point.x)} ${yAt(point.y)}`).join('L');
      shapes.push(
        { tag: 'path', attributes: { class: `size-line size-${key}`, d: `M${path}` } },
        { tag: 'circle', attributes: { class: `size-dot size-${key}`, cx: x, cy: yAt(at.y), r: 4.5 } },
        {
          tag: 'path',
          attributes: {
            class: 'leader',
            d: `M${tenth(right + 2)} ${ends[index] ?? 0}L${tenth(right + 12)} ${place}`,
          },
        },
        words(right + 15, place + 4, name, `size-name size-${key}`),
        words(right + 15, place + 19, text, 'size-count'),
      );
    });
    return { width, height: HEIGHT, shapes };
  };
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
function superscript(power: number): string {
  return [...String(power)].map((digit) => SUPERSCRIPTS[Number(digit)] ?? '').join('');
}

function words(x: number, y: number, text: string, name: string, anchor = 'start'): Shape {
  return { tag: 'text', attributes: { class: name, x: tenth(x), y: tenth(y), 'text-anchor': anchor }, text };
}

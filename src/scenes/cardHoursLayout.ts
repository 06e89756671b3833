import { scaleLinear } from 'd3-scale';
import type { Tick } from './barAxis';

/**
 * Geometry of runs as rectangles, as pure data: width is wall-clock time, height the number of cards, and so area is
 * what is paid for. One scale for all, so that areas compare. The build draws it, and the browser again at its width.
 */
export interface CardHoursRun {
  readonly key: string;
  /** What the run's rectangle looks like. */
  readonly kind: 'full' | 'lora';
  readonly label: string;
  /** N. */
  readonly cards: number;
  readonly hours: number;
}

export interface CardHoursGroup {
  readonly key: string;
  readonly label: string;
  readonly runs: readonly CardHoursRun[];
}

export interface CardHours {
  readonly groups: readonly CardHoursGroup[];
  /** Behind the last number of the time axis: “h”. */
  readonly unit: string;
}

export interface PlacedRun {
  readonly key: string;
  readonly kind: CardHoursRun['kind'];
  readonly label: string;
  readonly labelY: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Lines between one card's strip and the next, as path data; empty for one card. */
  readonly strips: string;
}

export interface CardHoursLayout {
  readonly width: number;
  readonly height: number;
  readonly headings: readonly { readonly key: string; readonly label: string; readonly y: number }[];
  readonly runs: readonly PlacedRun[];
  readonly ticks: readonly Tick[];
  readonly axisY: number;
}

const SIDE = 4;
const HEADING_HEIGHT = 24;
const LABEL_HEIGHT = 20;
const RUN_GAP = 8;
const GROUP_GAP = 14;
const AXIS_HEIGHT = 26;
/** The tallest rectangle, and the most that one card gets of it. */
const MOST_HEIGHT = 96;
const MOST_PER_CARD = 22;
const SLACK = 1.03;
const PIXELS_PER_TICK = 64;
const EDGE = 30;

export function layoutCardHours({ groups, unit }: CardHours, width: number): CardHoursLayout {
  const all = groups.flatMap((group) => group.runs);
  const perCard = Math.min(MOST_PER_CARD, MOST_HEIGHT / Math.max(1, ...all.map((run) => run.cards)));
  const scale = scaleLinear()
    .domain([0, Math.max(1e-9, ...all.map((run) => run.hours)) * SLACK])
    .range([SIDE, width - SIDE]);

  const headings: CardHoursLayout['headings'][number][] = [];
  const runs: PlacedRun[] = [];
  let top = 0;
  for (const group of groups) {
    headings.push({ key: group.key, label: group.label, y: top + HEADING_HEIGHT - 8 });
    top += HEADING_HEIGHT;
    for (const run of group.runs) {
      const y = top + LABEL_HEIGHT;
      const height = round(run.cards * perCard);
      const right = round(scale(run.hours));
      runs.push({
        key: run.key,
        kind: run.kind,
        label: run.label,
        labelY: y - 6,
        x: SIDE,
        y,
        width: round(right - SIDE),
        height,
        strips: stripsOf(run.cards, y, perCard, right),
      });
      top = y + height + RUN_GAP;
    }
    top += GROUP_GAP;
  }
  const axisY = round(top - GROUP_GAP);
  const values = scale.ticks(Math.max(2, Math.floor(width / PIXELS_PER_TICK)));
  const format = scale.tickFormat(values.length);
  return {
    width,
    height: axisY + AXIS_HEIGHT,
    headings,
    runs,
    axisY,
    // The last tick names the unit; near the edge it ends at its mark instead of running over.
    ticks: values.map((value, index) => {
      const last = index === values.length - 1;
      return {
        x: round(scale(value)),
        text: last ? `${format(value)} ${unit}` : format(value),
        anchor: last && scale(value) > width - EDGE ? 'end' : 'middle',
      };
    }),
  };
}

function stripsOf(cards: number, top: number, perCard: number, right: number): string {
  return Array.from({ length: cards - 1 }, (_, index) => {
    const y = round(top + (index + 1) * perCard);
    return `M${SIDE},${y}H${right}`;
  }).join('');
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10;

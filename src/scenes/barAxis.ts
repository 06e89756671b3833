import { type BaseType, type Selection, select } from 'd3-selection';

/** A mark below the axis of horizontal bars. */
export interface Tick {
  readonly x: number;
  readonly text: string;
  readonly anchor: 'middle' | 'end';
}

/** Draws the marks anew, `axisY` from the top of the drawing; the build's are `BarAxis.astro`. */
export function drawTicks(
  root: Selection<SVGSVGElement, unknown, null, undefined>,
  { ticks, axisY }: { readonly ticks: readonly Tick[]; readonly axisY: number },
): void {
  root
    .select('.axis')
    .selectAll<SVGGElement, Tick>('.tick')
    .data(ticks)
    .join((enter) => {
      const tick = enter.append('g').attr('class', 'tick');
      tick.append('line');
      tick.append('text');
      return tick;
    })
    .attr('transform', (tick) => `translate(${tick.x} ${axisY})`)
    .each(function (tick) {
      select(this).select('line').attr('y2', 6);
      select(this).select('text').attr('y', 20).attr('text-anchor', tick.anchor).text(tick.text);
    });
}

/** On the first drawing the elements are the build's and hold no data yet: their attributes tell which they are. */
export function keyOf(this: BaseType, datum: { readonly key: string }): string {
  return (datum as { readonly key: string } | undefined)?.key ?? (this as SVGElement).dataset['key'] ?? '';
}

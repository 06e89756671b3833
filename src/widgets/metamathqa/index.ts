import { firstWidth, followWidth } from '../../scenes/drawnToWidth';
import { pointerOver } from '../../scenes/pointerOver';
import { drawRunsMap } from '../../scenes/runsMap';
import { nearestRun, type RunsMapLayout } from '../../scenes/runsMapLayout';
import { setText } from '../base/barsFigure';
import type { WidgetDefinition } from '../base/widget';
import { describeMetamathqa, METAMATHQA_SCHEMA, type MetamathqaState, nextRun } from './describe';

const KEYS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'];

export const widget: WidgetDefinition<MetamathqaState> = {
  schema: METAMATHQA_SCHEMA,
  mount(context) {
    const { host, signal } = context;
    const svg = host.querySelector<SVGSVGElement>('svg[data-drawing]');
    const handle = host.querySelector<HTMLElement>('[data-map-handle]');
    const result = host.querySelector<HTMLElement>('[data-result]');
    if (!svg || !handle || !result) throw new Error('the figure has no drawing, no handle or no result line');
    let layout: RunsMapLayout | null = null;
    let width = firstWidth(svg);

    const draw = (state: MetamathqaState): void => {
      const description = describeMetamathqa(state, context);
      layout = drawRunsMap(svg, description, width);
      setText(result, description.result);
      svg.setAttribute('aria-label', description.picture);
      const order = [...layout.points.keys()];
      handle.ariaValueMax = String(order.length);
      handle.ariaValueNow = String(order.indexOf(state.run) + 1);
      handle.ariaValueText = description.spoken;
    };
    const unfollow = followWidth(svg, width, (measured) => {
      width = measured;
      draw(context.get());
    });
    signal.addEventListener('abort', unfollow);

    const pick = (event: PointerEvent): void => {
      if (!layout) return;
      const { x, y } = pointerOver(svg, event, layout.width);
      const run = nearestRun(layout, x, y);
      if (run && run !== context.get().run) context.set({ run });
    };
    handle.addEventListener('pointerdown', pick, { signal });
    handle.addEventListener('pointermove', (event) => event.buttons === 1 && pick(event), { signal });
    handle.addEventListener(
      'keydown',
      (event) => {
        if (!KEYS.includes(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        context.set({ run: nextRun(context.get(), event.key) });
      },
      { signal },
    );
    return { update: draw };
  },
};

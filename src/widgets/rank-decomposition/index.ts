import { createHeatMaps } from '../../scenes/rankDecomposition/heatMaps';
import { createRankChart } from '../../scenes/rankDecomposition/rankChart';
import { setText } from '../base/barsFigure';
import { showMessage } from '../base/message';
import type { WidgetContext, WidgetDefinition } from '../base/widget';
import { describeRank, type RankDescription, tabulateRanks } from './describe';
import { find } from './find';
import { createPadView } from './padView';
import { MAPS, mapsAt, type TakenApart } from './parts';
import { Source } from './source';
import { createSpaceView } from './spaceView';
import {
  type MatrixId,
  RANK_DECOMPOSITION_SCHEMA,
  type RankDecompositionState,
  ranksUpTo,
  shownRank,
  sideOf,
} from './state';
import { createStepsView } from './stepsView';
import { showTable } from './tableView';

export const widget: WidgetDefinition<RankDecompositionState> = {
  schema: RANK_DECOMPOSITION_SCHEMA,
  mount(context) {
    const { host, signal } = context;
    const svg = find<SVGSVGElement>(host, 'svg[data-drawing]');
    const [result, about] = [find(host, '[data-result]'), find(host, '[data-about]')];
    const maps = find(host, '[data-maps]');
    const names = MAPS.map((map) => [map, find(host, `[data-map-name="${map}"]`)] as const);
    const range = find<HTMLInputElement>(host, 'input[type="range"][name="rank"]');
    const source = new Source(signal);
    const heatMaps = createHeatMaps(maps, signal);
    const chart = createRankChart(svg, (rank) => context.set({ rank }), signal);
    const steps = createStepsView(context);
    const pad = createPadView(context);
    const space = createSpaceView(context, (shown) => {
      maps.hidden = shown;
      if (!shown) redraw();
    });
    let latest = context.get();
    let shownMatrix: MatrixId | null = null;
    let complained = false;
    let isBegun = false;

    let said: { readonly parts: TakenApart; readonly description: RankDescription } | null = null;
    const say = (parts: TakenApart): RankDescription => {
      const description = describeRank(latest, parts, context);
      setText(result, description.result);
      setText(about, description.about);
      svg.setAttribute('aria-label', description.result);
      chart.update(description.chart);
      for (const [map, element] of names) setText(element, description.names[map]);
      if (said?.parts !== parts) showTable(host, tabulateRanks(parts, context));
      return description;
    };
    const draw = (parts: TakenApart): void => {
      host.removeAttribute('aria-busy');
      if (complained) showMessage(host, '');
      complained = false;
      // Who only turns the slabs changes no word.
      if (said?.parts !== parts || said.description.rank !== shownRank(latest)) {
        said = { parts, description: say(parts) };
      }
      if (!isBegun) {
        // The first pictures have a frame of their own: on a telephone the words alone take as long as a touch may wait.
        isBegun = true;
        requestAnimationFrame(() => setTimeout(redraw));
        return;
      }
      const { description } = said;
      if (!maps.hidden) heatMaps.update(mapsAt(parts, description.rank));
      space.update(latest, parts, description);
    };
    const redraw = (): void => {
      if (signal.aborted) return;
      const parts = source.known(latest);
      if (parts) draw(parts);
    };
    const wait = async (id: MatrixId): Promise<void> => {
      host.setAttribute('aria-busy', 'true');
      try {
        await source.bring(id);
        if (latest.matrix === id) redraw();
      } catch (error) {
        if (signal.aborted) return;
        console.warn('rank decomposition:', error);
        host.removeAttribute('aria-busy');
        complained = true;
        showMessage(host, context.translate('rankDecomposition.noFile'));
      }
    };

    return {
      update(state) {
        latest = state;
        const side = sideOf(state.matrix);
        range.max = String(ranksUpTo(side).length - 1);
        keepRankWithin(context, state, side, shownMatrix);
        shownMatrix = state.matrix;
        steps.update(state);
        pad.update(state);
        const parts = source.known(state);
        if (parts) draw(parts);
        else void wait(state.matrix);
      },
    };
  },
};

/** Who changes to a smaller matrix goes on at its full rank; a link that asks for more says so in words alone. */
function keepRankWithin(
  context: WidgetContext<RankDecompositionState>,
  { matrix, rank }: RankDecompositionState,
  side: number,
  before: MatrixId | null,
): void {
  if (before !== null && before !== matrix && rank > side) context.set({ rank: side });
}

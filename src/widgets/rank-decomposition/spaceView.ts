import { watchTheme } from '../../scenes/rankDecomposition/colours';
import type { RankSpaceScene, Viewpoint } from '../../scenes/rankDecomposition/scene';
import { showMessage } from '../base/message';
import type { WidgetContext } from '../base/widget';
import type { RankDescription } from './describe';
import { find } from './find';
import type { TakenApart } from './parts';
import { RANK_DECOMPOSITION_SCHEMA, type RankDecompositionState } from './state';

const TURN_DEGREES = 8;
const ZOOM_STEP = 10;

interface Latest {
  readonly state: RankDecompositionState;
  readonly parts: TakenApart;
  readonly description: RankDescription;
}

/**
 * The slabs in space, in place of the heat maps while the state asks for them. three.js is fetched on the first such
 * wish; the WebGL context is given back as soon as the heat maps are wanted again, or the figure leaves the page.
 *
 * @param shown told whenever the slabs take the heat maps' place, or give it back
 */
export function createSpaceView(
  context: WidgetContext<RankDecompositionState>,
  shown: (space: boolean) => void,
): { update(state: RankDecompositionState, parts: TakenApart, description: RankDescription): void } {
  const { host, signal } = context;
  const place = find(host, '[data-volume]');
  let scene: RankSpaceScene | null = null;
  let loading = false;
  let latest: Latest | null = null;
  let drawn: RankDescription | null = null;
  let complained = false;

  const show = (space: boolean): void => {
    if (place.hidden !== space) return;
    place.hidden = !space;
    shown(space);
  };
  const close = (): void => {
    scene?.dispose();
    scene = null;
    drawn = null;
    delete place.dataset['state'];
    show(false);
  };
  const giveUp = (sentence: string): void => {
    close();
    if (signal.aborted) return;
    context.set({ view: 'flat' });
    complained = true;
    showMessage(host, context.translate(sentence));
  };
  const draw = (): void => {
    if (!scene || !latest) return;
    const { state, parts, description } = latest;
    // A description is of one matrix at one rank: the same one means that the reader only turns the slabs.
    if (drawn === description) {
      scene.look(viewpointOf(state));
      return;
    }
    drawn = description;
    const { rank, slabs } = description;
    scene.update(
      {
        ...{ side: parts.side, rank, names: slabs },
        ...parts.factors(rank),
        ...{ sum: parts.sum(rank), target: parts.target, layer: parts.layer },
      },
      viewpointOf(state),
    );
  };
  const open = async (): Promise<void> => {
    loading = true;
    let fetched = false;
    try {
      const { createRankSpace } = await import('../../scenes/rankDecomposition/scene');
      fetched = true;
      if (signal.aborted || latest?.state.view !== 'space') return;
      show(true);
      scene = createRankSpace(
        place,
        {
          turned: (viewpoint) => context.set(stateOf(viewpoint)),
          lost: () => giveUp('rankDecomposition.lostWebgl'),
        },
        { still: matchMedia('(prefers-reduced-motion: reduce)').matches },
      );
      draw();
      place.dataset['state'] = 'ready';
      if (complained) showMessage(host, '');
      complained = false;
    } catch (error) {
      console.warn('slabs:', error);
      giveUp(fetched ? 'rankDecomposition.noWebgl' : 'figure.notLoaded');
    } finally {
      loading = false;
    }
  };

  place.addEventListener('keydown', (event) => turnByKey(event, context), { signal });
  watchTheme(() => scene?.recolour(), signal);
  signal.addEventListener('abort', close);

  return {
    update(state, parts, description) {
      latest = { state, parts, description };
      if (state.view === 'flat') {
        if (scene) close();
      } else if (scene) draw();
      else if (!loading) void open();
    },
  };
}

function viewpointOf({ azimuth, elevation, distance }: RankDecompositionState): Viewpoint {
  return { azimuth, elevation, distance: distance / 100 };
}

/** Within what the state allows; the pointer can go a little farther. */
function stateOf({ azimuth, elevation, distance }: Viewpoint): Partial<RankDecompositionState> {
  const within = (value: number, { min, max }: { min: number; max: number }): number =>
    Math.max(min, Math.min(max, Math.round(value)));
  return {
    azimuth: within(azimuth, RANK_DECOMPOSITION_SCHEMA.azimuth),
    elevation: within(elevation, RANK_DECOMPOSITION_SCHEMA.elevation),
    distance: within(distance * 100, RANK_DECOMPOSITION_SCHEMA.distance),
  };
}

function turnByKey(event: KeyboardEvent, context: WidgetContext<RankDecompositionState>): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { azimuth, elevation, distance } = viewpointOf(context.get());
  const around = (degrees: number): number => ((degrees + 540) % 360) - 180;
  const near = distance - ZOOM_STEP / 100;
  const moves: Record<string, Viewpoint> = {
    ArrowLeft: { azimuth: around(azimuth - TURN_DEGREES), elevation, distance },
    ArrowRight: { azimuth: around(azimuth + TURN_DEGREES), elevation, distance },
    ArrowUp: { azimuth, elevation: elevation + TURN_DEGREES, distance },
    ArrowDown: { azimuth, elevation: elevation - TURN_DEGREES, distance },
    '+': { azimuth, elevation, distance: near },
    '=': { azimuth, elevation, distance: near },
    '-': { azimuth, elevation, distance: distance + ZOOM_STEP / 100 },
    Home: {
      azimuth: RANK_DECOMPOSITION_SCHEMA.azimuth.initial,
      elevation: RANK_DECOMPOSITION_SCHEMA.elevation.initial,
      distance: RANK_DECOMPOSITION_SCHEMA.distance.initial / 100,
    },
  };
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  context.set(stateOf(move));
}

import { watchTheme } from '../../scenes/rankDecomposition/colours';
import type { RankSpaceScene } from '../../scenes/rankDecomposition/scene';
import { showMessage } from '../base/message';
import type { WidgetContext } from '../base/widget';
import { bindTurning, turnedState, viewpointOf } from '../shared/space/turning';
import { createSpaceWords } from '../shared/space/words';
import type { RankDescription } from './describe';
import { find } from './find';
import type { TakenApart } from './parts';
import { RANK_DECOMPOSITION_SCHEMA, type RankDecompositionState } from './state';

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
  const words = createSpaceWords(host, context.translate, signal);
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
    words.clear();
    delete place.dataset['state'];
    show(false);
  };
  /** What is asked for now: the state that was last drawn may be a frame behind. */
  const isWanted = (): boolean => context.get().view === 'space';
  const giveUp = (sentence: string): void => {
    // The wish goes first: the heat maps are drawn as the slabs give way, and would ask for the slabs again.
    if (!signal.aborted) context.set({ view: 'flat' });
    close();
    if (signal.aborted) return;
    complained = true;
    showMessage(host, context.translate(sentence));
  };
  const draw = (): void => {
    if (!scene || !latest) return;
    const { state, parts, description } = latest;
    words.show(inWords(description, context), viewpointOf(state));
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
      if (signal.aborted || !isWanted()) return;
      show(true);
      scene = createRankSpace(
        place,
        {
          turned: (viewpoint) => context.set(turnedState(RANK_DECOMPOSITION_SCHEMA, viewpoint)),
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

  bindTurning(place, RANK_DECOMPOSITION_SCHEMA, context);
  watchTheme(() => scene?.recolour(), signal);
  signal.addEventListener('abort', close);

  return {
    update(state, parts, description) {
      latest = { state, parts, description };
      if (!isWanted()) {
        if (scene) close();
      } else if (scene) draw();
      else if (!loading) void open();
    },
  };
}

function inWords(
  { slabs, result }: RankDescription,
  { translate }: WidgetContext<RankDecompositionState>,
): string {
  const names = Object.values(slabs).map(({ text, sizes = '' }) => `${text} ${sizes}`.trim());
  return `${translate('space.slabs', { names: names.join(', ') })} ${result}`;
}

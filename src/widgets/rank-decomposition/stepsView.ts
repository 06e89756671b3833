import { setText } from '../base/barsFigure';
import type { WidgetContext } from '../base/widget';
import { find } from './find';
import { type RankDecompositionState, ranksUpTo, shownRank, sideOf } from './state';

const STEP_MS = 700;

/** One term more, one fewer, or all of them one after the other until the reader does something else or goes on. */
export function createStepsView(context: WidgetContext<RankDecompositionState>): {
  update(state: RankDecompositionState): void;
} {
  const { host, signal, translate } = context;
  const [fewer, more] = [
    find<HTMLButtonElement>(host, '[data-fewer]'),
    find<HTMLButtonElement>(host, '[data-more]'),
  ];
  const play = find<HTMLButtonElement>(host, '[data-play]');
  let timer = 0;
  /** The state that playing has led to: any other is the reader's. */
  let own: Pick<RankDecompositionState, 'rank' | 'matrix'> | null = null;

  const stop = (): void => {
    clearInterval(timer);
    timer = 0;
    own = null;
    setText(play, translate('rankDecomposition.play'));
  };
  const go = (rank: number): void => {
    own = { rank, matrix: context.get().matrix };
    context.set({ rank });
  };
  const step = (): void => {
    const state = context.get();
    const next = ranksUpTo(sideOf(state.matrix)).find((rank) => rank > shownRank(state));
    if (next === undefined) stop();
    else go(next);
  };
  const start = (): void => {
    timer = window.setInterval(step, STEP_MS);
    setText(play, translate('rankDecomposition.stop'));
    go(1);
  };
  const by = (terms: number): void => {
    const state = context.get();
    context.set({ rank: Math.min(sideOf(state.matrix), Math.max(1, shownRank(state) + terms)) });
  };
  fewer.addEventListener('click', () => by(-1), { signal });
  more.addEventListener('click', () => by(1), { signal });
  play.addEventListener('click', () => (timer === 0 ? start() : stop()), { signal });
  // Whoever has gone on has another figure in hand, whose state the address is to keep.
  const watcher = new IntersectionObserver((entries) => {
    if (timer !== 0 && entries.every(({ isIntersecting }) => !isIntersecting)) stop();
  });
  watcher.observe(host);
  signal.addEventListener('abort', () => {
    stop();
    watcher.disconnect();
  });

  return {
    update(state) {
      if (timer !== 0 && (own?.rank !== state.rank || own.matrix !== state.matrix)) stop();
      const rank = shownRank(state);
      // `disabled` would take the focus away from who steps by keyboard.
      fewer.setAttribute('aria-disabled', String(rank === 1));
      more.setAttribute('aria-disabled', String(rank === sideOf(state.matrix)));
    },
  };
}

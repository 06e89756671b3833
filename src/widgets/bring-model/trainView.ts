import { setText } from '../base/barsFigure';
import { createCurvesView } from '../shared/lab/curvesView';
import { find } from '../shared/lab/lookup';
import type { PanelAround, PanelView } from './around';
import type { PairsView } from './pairsView';
import { showProgress } from './progressView';
import type { BringPhase } from './session';
import { describeStanding, describeWork } from './words';

/** Training on the reader's pairs with its curve, from the adapter as it stands. */
export function createTrainView({ host, words, signal, session }: PanelAround, pairs: PairsView): PanelView {
  const { translate } = words;
  const part = find(host, '[data-part="training"]');
  const train = find<HTMLButtonElement>(part, '[data-train]');
  const stop = find<HTMLButtonElement>(part, '[data-stop]');
  const told = find(part, '[data-train-told]');
  const bar = find<HTMLProgressElement>(part, '[data-train-bar]');
  const line = find(part, '[data-train-work]');
  const plot = find(part, '[data-curves]');
  const curves = createCurvesView(part, words, signal);
  let before: BringPhase = 'empty';
  let drawn: object | null = null;
  let trouble: object | null = null;

  train.addEventListener(
    'click',
    () => {
      const written = pairs.pairs();
      if (written) void session.train(written);
      else find(host, '[data-pairs]').focus();
    },
    { signal },
  );
  stop.addEventListener('click', () => void session.stop(), { signal });

  return {
    update(state) {
      const { phase, loaded, points, stopping } = state;
      const isTraining = phase === 'training';
      const focused = document.activeElement;
      if (loaded) setText(train, translate('bring.training.train', { count: loaded.steps }));
      stop.hidden = !isTraining;
      stop.setAttribute('aria-disabled', String(stopping));
      if (isTraining && before !== 'training' && focused === train) stop.focus();
      train.disabled = phase !== 'ready';
      if (before === 'training' && phase === 'ready' && focused === stop) train.focus();
      before = phase;
      setText(told, describeStanding(state, words));
      showProgress(
        bar,
        line,
        isTraining ? state : null,
        isTraining ? describeWork(state, words, performance.now() / 1000) : '',
      );
      plot.hidden = points.length === 0;
      if (loaded && points !== drawn) {
        drawn = points;
        const total = (state.since?.steps ?? 0) + (isTraining ? (state.progress?.total ?? 0) : 0);
        curves.update(
          [
            {
              key: loaded.method,
              label: translate(`method.${loaded.method}`),
              each: { points, evaluations: [] },
              baseline: null,
            },
          ],
          {
            ...{ curve: 'loss', axis: 'linear', steps: Math.max(total, points.at(-1)?.step ?? 0) },
          },
        );
      }
      if (state.trouble && state.trouble !== trouble && state.trouble.place === 'pairs') {
        pairs.showTrouble(state.trouble.trouble);
      }
      trouble = state.trouble;
    },
  };
}

import type { Translate } from '../../i18n/translate';
import type { BroughtModel, BroughtSetup } from '../../training/brought/api';
import type { WidgetContext } from '../base/widget';
import { spaced } from '../shared/lab/describe';
import { find } from '../shared/lab/lookup';
import { createAdapterView } from './adapterView';
import type { PanelAround, PanelView } from './around';
import { createAskView } from './askView';
import { createFilesView } from './filesView';
import { createNeedView } from './needView';
import { createPairsView } from './pairsView';
import { BringSession } from './session';
import { sameSetup } from './state';
import { createTrainView } from './trainView';
import { createTroubleView } from './troubleView';

export interface BringPanel {
  update(setup: BroughtSetup): void;
  condition(): string;
}

/** The worker and its engine come with the first choice of files. */
const startModel = async (): Promise<BroughtModel> =>
  (await import('../../training/brought/client')).openBroughtModel();

/** The opened panel: one session, and the parts that show it. */
export function createBringPanel(context: WidgetContext<BroughtSetup>, start = startModel): BringPanel {
  const { host, signal, language, get } = context;
  const translate: Translate = (key, parameters) =>
    language === 'zh' ? spaced(context.translate(key, parameters)) : context.translate(key, parameters);
  let frame = 0;
  const session = new BringSession({
    start,
    now: () => performance.now() / 1000,
    // However many messages arrive within a frame, the page is written once.
    show: () => {
      if (frame === 0 && !signal.aborted) frame = requestAnimationFrame(draw);
    },
  });
  const around: PanelAround = { host, signal, session, words: { language, translate }, setup: get };
  const pairs = createPairsView(around);
  const views: readonly PanelView[] = [
    createFilesView(around),
    createNeedView(around),
    createAskView(around, pairs),
    createTrainView(around, pairs),
    createAdapterView(around),
    createTroubleView(around),
  ];
  signal.addEventListener('abort', () => {
    cancelAnimationFrame(frame);
    session.close();
  });

  function draw(): void {
    frame = 0;
    const { state } = session;
    host.dataset['state'] = state.phase;
    for (const part of ['setup', 'pairs'])
      find(host, `[data-part="${part}"]`).hidden = state.description === null;
    for (const part of ['asking', 'training', 'adapter'])
      find(host, `[data-part="${part}"]`).hidden = state.loaded === null;
    for (const view of views) view.update(state);
    predict();
  }

  let asked: BroughtSetup | null = null;
  let described: object | null = null;
  /** Asks for a prediction where the one that is shown is for another set-up or another checkpoint; once for each. */
  function predict(): void {
    const { phase, need, description } = session.state;
    if (description !== described) asked = null;
    described = description;
    if (phase !== 'described' && phase !== 'ready') return;
    const wanted = get();
    if (asked === wanted || (need && sameSetup(need.setup, wanted))) return;
    asked = wanted;
    void session.need(wanted);
  }

  return {
    update: () => {
      for (const view of views) view.update(session.state);
      predict();
    },
    condition: () => session.state.phase,
  };
}

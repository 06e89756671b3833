import type { Translate } from '../../i18n/translate';
import type { Fault } from '../../training/laboratory/api';
import { linkForm, writeState } from '../base/state';
import type { WidgetContext, WidgetDefinition } from '../base/widget';
import { createCurvesView } from '../shared/lab/curvesView';
import { spaced } from '../shared/lab/describe';
import { isOver, type RunState } from '../shared/lab/run';
import { Session } from '../shared/lab/session';
import { followTask, LAB_SCHEMA, type LabState, setupOf, stateOf, type Written } from '../shared/lab/state';
import { createAdaptersView } from './adaptersView';
import { createButtonsView } from './buttonsView';
import { createBytesView } from './bytesView';
import { createChecksView } from './checksView';
import { createExportsView } from './exportsView';
import { type Chosen, createLearnedView } from './learnedView';
import { createMatricesView } from './matricesView';
import { openKeeper } from './openKeeper';
import { linesOf, longestOf, type Overlaid } from './overlaid';
import { createOwnDataView } from './ownDataView';
import { createOwnMethodView } from './ownMethodView';
import { createResultsView } from './resultsView';
import { createRunsView } from './runsView';
import { createSaysView } from './saysView';
import { createSetupView } from './setupView';

/** Browser half of the laboratory; `Laboratory.astro` is its build-time half. */
export const widget: WidgetDefinition<LabState> = {
  schema: LAB_SCHEMA,
  mount(context) {
    const { host, signal, get, set } = context;
    let overlaid: readonly Overlaid[] = [];
    let chosen: Chosen = { layer: 0, matrix: 'q_proj' };
    let before: LabState | null = null;
    const { language } = context;
    const translate: Translate = (key, parameters) =>
      language === 'zh' ? spaced(context.translate(key, parameters)) : context.translate(key, parameters);
    const words = { language, translate };
    const written = (): Written => ({ pairs: ownData.pairs(), source: ownMethod.source() });
    const setup = () => setupOf(get(), written());

    const session = new Session({
      signal,
      show: (run) => showRun(run),
      heard: (event, run) => runs.heard(event, run),
    });
    const ownData = createOwnDataView(host, words, signal);
    const ownMethod = createOwnMethodView(host, words, signal, get);
    const buttons = createButtonsView(host, words, signal, (name) => {
      const { phase } = session.run;
      if (name === 'train') void session.start(setup(), get().backend);
      else if (name === 'step' && phase === 'paused') void session.stepOnce();
      else if (name === 'step') void session.start(setup(), get().backend, { stepping: true });
      else if (name === 'resume') void session.resume();
      else if (name === 'pause') void session.pause();
      else if (name === 'stop') void session.stop();
      else session.reset();
    });
    const runs = createRunsView(host, words, session, signal, openKeeper(), {
      open(run, kept) {
        if (run.setup) {
          // The task comes with the run's own batch and steps: none is to follow it.
          before = { ...get(), ...stateOf(run.setup) };
          adopt(context, run, ownData.put, ownMethod.put);
        }
        if (kept) void session.start(kept.setup, get().backend, { from: kept, keep: run.methods });
        else session.restore({ ...run, phase: 'done', stopped: !run.methods.every(isOver) });
      },
      compare(others) {
        overlaid = others;
        drawCurves(session.run, get());
      },
    });
    const setupView = createSetupView(context);
    const curves = createCurvesView(host, words, signal);
    const drawCurves = (run: RunState, { curve, axis, steps }: LabState): void =>
      curves.update(linesOf(run, overlaid, words), { curve, axis, steps: longestOf(run, overlaid) || steps });
    const views = [
      createResultsView(host, words),
      createSaysView(host, words, session, signal),
      createBytesView(host, words, signal),
      createLearnedView(host, words, signal, (next) => {
        chosen = next;
      }),
      createMatricesView(host, words, session, signal, () => chosen),
      createChecksView(host, words, session, signal),
      createExportsView(host, words, session, signal, () =>
        linkOf({ ...get(), ...stateOf(session.run.setup ?? setup()) }),
      ),
      createAdaptersView(host, words, { session, signal, setup, backend: () => get().backend }),
    ];

    let told: Fault | undefined;
    function showRun(run: RunState): void {
      buttons.update(run);
      drawCurves(run, get());
      setupView.update(get(), run, written());
      for (const view of views) view.update(run);
      runs.update(run);
      const fault = run.fault ?? run.methods.find((each) => each.fault)?.fault ?? undefined;
      // Once: the reader may be mending the text already.
      if (fault === told) return;
      told = fault;
      if (fault?.kind === 'source') ownMethod.showFault(fault);
      if (fault?.kind === 'data') ownData.showFault(fault);
    }

    return {
      condition: () => session.run.phase,
      update(state) {
        if (before) {
          const follow = followTask(before, state);
          if (Object.keys(follow).length > 0) set(follow);
        } else {
          showRun(session.run);
        }
        before = state;
        ownMethod.update(state);
        setupView.update(state, session.run, written());
        drawCurves(session.run, state);
      },
    };
  },
};

/** The page's address with a set-up: what was run, not what the controls say by now. */
function linkOf(state: LabState): string {
  const address = new URL(location.href);
  address.search = linkForm(writeState(LAB_SCHEMA, state));
  address.hash = '';
  return address.href;
}

/** Brings the controls and the reader's texts to those of a run that is opened. */
function adopt(
  { set }: WidgetContext<LabState>,
  { setup }: RunState,
  putPairs: (text: string) => void,
  putSource: (text: string) => void,
): void {
  if (!setup) return;
  set(stateOf(setup));
  if (setup.ownPairs !== undefined) putPairs(setup.ownPairs);
  if (setup.ownSource !== undefined) putSource(setup.ownSource);
}

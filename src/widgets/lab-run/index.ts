import { clearFailure, reportFailure } from '../base/failure';
import { readState, writeState } from '../base/state';
import type { LiveFigure, WidgetDefinition } from '../base/widget';
import { LAB_RUN_SCHEMA, type LabRunState } from './state';
import type { LabRunView } from './view';

/**
 * Browser half of a short laboratory run. What the build wrote is right until a reader presses Train or asks for other
 * settings, so all that says more is fetched then: a lesson's scripts stay small.
 */
export const widget: WidgetDefinition<LabRunState> = {
  schema: LAB_RUN_SCHEMA,
  mount(context) {
    const { host, signal, translate } = context;
    // An embedded figure may start from other values than it was built with.
    const built = host.dataset['written'] ?? host.dataset['defaults'] ?? '';
    const written = queryOf(readState<LabRunState>(LAB_RUN_SCHEMA, built).state);
    const button = host.querySelector<HTMLButtonElement>('[data-train]');
    let view: LabRunView | null = null;
    let opening: Promise<LabRunView> | null = null;

    const withView = async (act: (view: LabRunView) => void): Promise<void> => {
      try {
        opening ??= import('./view').then(({ createLabRunView }) => createLabRunView(context));
        view = await opening;
        if (signal.aborted) return;
        if (host.dataset['state'] === 'error') {
          clearFailure(host);
          host.dataset['state'] = 'ready';
        }
        act(view);
      } catch (error) {
        opening = null;
        if (!signal.aborted)
          reportFailure(host, translate('figure.notLoaded'), error, () => void withView(act));
      }
    };

    button?.addEventListener('click', () => void withView((opened) => opened.press()), { signal });
    // Back to the settings of the lesson, and to a run that nobody has begun.
    host.querySelector('[data-reset]')?.addEventListener('click', () => view?.reset(), { signal });
    const takes: Pick<LiveFigure, 'takeShown' | 'takeAsked'> = {
      takeShown: (shown) => void withView((opened) => opened.takeShown(shown)),
      takeAsked: (asked) => void withView((opened) => opened.takeAsked(asked)),
    };
    Object.assign(host, takes);
    if (button) button.disabled = false;
    return {
      update(state) {
        if (view) view.update();
        else if (queryOf(state) !== written) void withView((opened) => opened.update());
      },
    };
  },
};

function queryOf(state: LabRunState): string {
  return writeState<LabRunState>(LAB_RUN_SCHEMA, state).toString();
}

import type { StackedBars } from '../../scenes/stackedBarsLayout';
import { mountBarsFigure } from '../base/barsFigure';
import { showMessage } from '../base/message';
import type { WidgetContext, WidgetDefinition } from '../base/widget';
import { describeMethodMemory, METHOD_MEMORY_SCHEMA, type MethodMemoryState } from './describe';
import type { VolumeView } from './volumeView';

export const widget: WidgetDefinition<MethodMemoryState> = {
  schema: METHOD_MEMORY_SCHEMA,
  mount(context) {
    const update = volumeOnDemand(context);
    return mountBarsFigure(context, describeMethodMemory, (state, { bars }) => update(state, bars));
  },
};

/** Fetches the towers' code with the first wish to see them; where it does not come, the bars stay. */
function volumeOnDemand(
  context: WidgetContext<MethodMemoryState>,
): (state: MethodMemoryState, bars: StackedBars) => void {
  const { host, signal, translate } = context;
  let view: VolumeView | undefined;
  let latest: Parameters<VolumeView['update']> | undefined;
  let loading = false;
  let missed = false;

  const load = async (): Promise<void> => {
    loading = true;
    try {
      const { createVolumeView } = await import('./volumeView');
      if (signal.aborted || !latest) return;
      if (missed) showMessage(host, '');
      view = createVolumeView(context);
      view.update(...latest);
    } catch (error) {
      console.warn('volume:', error);
      if (signal.aborted) return;
      context.set({ view: 'flat' });
      missed = true;
      showMessage(host, translate('figure.notLoaded'));
    } finally {
      loading = false;
    }
  };

  return (...drawn) => {
    latest = drawn;
    if (view) view.update(...drawn);
    else if (drawn[0].view === 'volume' && !loading) void load();
  };
}

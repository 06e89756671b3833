import type { BroughtSetup } from '../../training/brought/api';
import { showMessage } from '../base/message';
import type { WidgetDefinition } from '../base/widget';
import { find } from '../shared/lab/lookup';
import type { BringPanel } from './panel';
import { BRING_SCHEMA } from './state';

/** Browser half of `BringModel.astro`: nothing but the hinge. The panel is fetched when the reader first opens it. */
export const widget: WidgetDefinition<BroughtSetup> = {
  schema: BRING_SCHEMA,
  mount(context) {
    const { host, signal, translate, get } = context;
    const details = find<HTMLDetailsElement>(host, '[data-bring]');
    const fetching = find(host, '[data-fetching]');
    let panel: BringPanel | null = null;
    let opening = false;

    const open = async (): Promise<void> => {
      if (!details.open || panel || opening) return;
      opening = true;
      fetching.hidden = false;
      showMessage(host, '');
      try {
        const { createBringPanel } = await import('./panel');
        if (signal.aborted) return;
        panel = createBringPanel(context);
        panel.update(get());
        find(host, '[data-parts]').hidden = false;
      } catch (error) {
        console.error(error);
        details.open = false;
        showMessage(host, translate('bring.failed'));
      } finally {
        opening = false;
        fetching.hidden = true;
      }
    };
    details.addEventListener('toggle', () => void open(), { signal });
    // It may have been opened before this came.
    void open();
    return {
      update: (state) => panel?.update(state),
      condition: () => panel?.condition() ?? 'empty',
    };
  },
};

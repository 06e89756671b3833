import { mountBarsFigure } from '../base/barsFigure';
import type { WidgetDefinition } from '../base/widget';
import { describeMethodMemory, METHOD_MEMORY_SCHEMA, type MethodMemoryState } from './describe';
import { createVolumeView } from './volumeView';

export const widget: WidgetDefinition<MethodMemoryState> = {
  schema: METHOD_MEMORY_SCHEMA,
  mount(context) {
    const volume = createVolumeView(context);
    return mountBarsFigure(context, describeMethodMemory, (state, { bars }) => volume.update(state, bars));
  },
};

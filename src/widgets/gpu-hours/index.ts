import { createCardHours } from '../../scenes/cardHours';
import { mountDrawnFigure } from '../base/barsFigure';
import type { WidgetDefinition } from '../base/widget';
import { describeGpuHours, GPU_HOURS_SCHEMA, type GpuHoursState } from './describe';

export const widget: WidgetDefinition<GpuHoursState> = {
  schema: GPU_HOURS_SCHEMA,
  mount: (context) =>
    mountDrawnFigure(context, createCardHours, (state) => {
      const { chart, ...description } = describeGpuHours(state, context);
      return { ...description, model: chart };
    }),
};

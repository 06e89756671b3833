import { mountBarsFigure } from '../base/barsFigure';
import type { WidgetDefinition } from '../base/widget';
import { describeZeroStages, ZERO_STAGES_SCHEMA, type ZeroStagesState } from './describe';

export const widget: WidgetDefinition<ZeroStagesState> = {
  schema: ZERO_STAGES_SCHEMA,
  mount: (context) => mountBarsFigure(context, describeZeroStages),
};

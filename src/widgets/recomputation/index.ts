import { mountBarsFigure } from '../base/barsFigure';
import type { WidgetDefinition } from '../base/widget';
import { describeRecomputation, RECOMPUTATION_SCHEMA, type RecomputationState } from './describe';

export const widget: WidgetDefinition<RecomputationState> = {
  schema: RECOMPUTATION_SCHEMA,
  mount: (context) => mountBarsFigure(context, describeRecomputation),
};

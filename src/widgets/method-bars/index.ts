import { mountBarsFigure } from '../base/barsFigure';
import type { WidgetDefinition } from '../base/widget';
import { describeMethodBars, METHOD_BARS_SCHEMA, type MethodBarsState } from './describe';

export const widget: WidgetDefinition<MethodBarsState> = {
  schema: METHOD_BARS_SCHEMA,
  mount: (context) => mountBarsFigure(context, describeMethodBars),
};

import type { WidgetDefinition } from '../base/widget';
import { mountSketchFigure } from '../shared/sketchFigure';
import { BOTTLENECK_SCHEMA, type BottleneckState, describeBottleneck } from './describe';

export const widget: WidgetDefinition<BottleneckState> = {
  schema: BOTTLENECK_SCHEMA,
  mount: (context) => mountSketchFigure(context, describeBottleneck),
};

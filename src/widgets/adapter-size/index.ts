import type { WidgetDefinition } from '../base/widget';
import { mountSketchFigure } from '../shared/sketchFigure';
import { ADAPTER_SIZE_SCHEMA, type AdapterSizeState, describeAdapterSize } from './describe';

export const widget: WidgetDefinition<AdapterSizeState> = {
  schema: ADAPTER_SIZE_SCHEMA,
  mount: (context) => mountSketchFigure(context, describeAdapterSize),
};

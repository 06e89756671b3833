import { mountBarsFigure } from '../base/barsFigure';
import type { WidgetDefinition } from '../base/widget';
import { describeTermLeft, TERM_LEFT_SCHEMA, type TermLeftState } from './describe';

export const widget: WidgetDefinition<TermLeftState> = {
  schema: TERM_LEFT_SCHEMA,
  mount: (context) => mountBarsFigure(context, describeTermLeft),
};

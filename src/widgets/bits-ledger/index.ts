import { mountBarsFigure } from '../base/barsFigure';
import type { WidgetDefinition } from '../base/widget';
import { BITS_LEDGER_SCHEMA, type BitsLedgerState, describeBitsLedger } from './describe';

export const widget: WidgetDefinition<BitsLedgerState> = {
  schema: BITS_LEDGER_SCHEMA,
  mount: (context) => mountBarsFigure(context, describeBitsLedger),
};

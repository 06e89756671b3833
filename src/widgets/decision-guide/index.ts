import { mountBarsFigure, setText } from '../base/barsFigure';
import type { WidgetDefinition } from '../base/widget';
import { DECISION_GUIDE_SCHEMA, type DecisionGuideState, describeDecisionGuide } from './describe';

export const widget: WidgetDefinition<DecisionGuideState> = {
  schema: DECISION_GUIDE_SCHEMA,
  mount(context) {
    const { host } = context;
    const reasons = [...host.querySelectorAll('[data-reasons] li')];
    const headers = [...host.querySelectorAll('table[data-table] tbody th')];
    const link = host.querySelector<HTMLAnchorElement>('[data-calculator]');
    const page = link?.getAttribute('href')?.split('?')[0] ?? '';
    return mountBarsFigure(context, describeDecisionGuide, (state) => {
      const description = describeDecisionGuide(state, context);
      description.reasons.forEach((reason, index) => {
        const item = reasons[index];
        if (item) setText(item, reason);
      });
      // The mark of what is recommended moves from row to row.
      description.rows.forEach(({ header }, index) => {
        const cell = headers[index];
        if (cell) setText(cell, header);
      });
      link?.setAttribute('href', `${page}?${description.query}`);
    });
  },
};

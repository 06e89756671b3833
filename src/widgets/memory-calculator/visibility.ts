import { isQuantized, type Precision } from '../../theory/detailed';
import type { Method } from '../../theory/methods';
import { detailedSetupOf } from '../shared/calculatorSetups';
import { type CalculatorState, CUSTOM_MODEL } from '../shared/calculatorState';

type Group =
  | 'lowRank'
  | 'bottleneck'
  | 'tokens'
  | 'nf4'
  | 'adapters'
  | 'frozen'
  | 'trained'
  | 'detailed'
  | 'slide';

const LOW_RANK: readonly Method[] = ['lora', 'dora', 'qlora'];

/** Which groups of controls and lines a state has use for. The build hides the others; so does the browser. */
export function isShown(group: string, state: CalculatorState): boolean {
  const detailed = state.view === 'detailed';
  const shown: Record<Group, boolean> = {
    lowRank: LOW_RANK.includes(state.method),
    bottleneck: state.method === 'adapter',
    tokens: state.method === 'prefix' || state.method === 'prompt',
    nf4: detailed && detailedSetupOf(state).precision === 'nf4',
    adapters: detailed && state.method !== 'full',
    frozen: state.method !== 'full',
    trained: !detailed || state.method === 'full',
    detailed,
    slide: !detailed,
  };
  return shown[group as Group];
}

/** QLoRA freezes codes, and full fine-tuning cannot train them: what a method rules out is not on offer. */
function isPossible(precision: Precision, method: Method): boolean {
  if (method === 'qlora') return isQuantized(precision);
  return method !== 'full' || !isQuantized(precision);
}

/** Shows and hides the elements that bear `data-shown="group"`, and offers the precisions that the method allows. */
export function shownControls(host: HTMLElement): (state: CalculatorState) => void {
  const elements = [...host.querySelectorAll<HTMLElement>('[data-shown]')];
  const precisions = host.querySelector<HTMLSelectElement>('select[name="precision"]');
  const ownModel = host.querySelector<HTMLOptionElement>(
    `select[name="model"] option[value="${CUSTOM_MODEL}"]`,
  );
  return (state) => {
    for (const option of precisions?.options ?? []) {
      option.disabled = !isPossible(option.value as Precision, state.method);
    }
    if (ownModel) ownModel.disabled = state.custom === null;
    if (precisions) precisions.value = detailedSetupOf(state).precision;
    for (const element of elements) element.hidden = !isShown(element.dataset['shown'] ?? '', state);
  };
}

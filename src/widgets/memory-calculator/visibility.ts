import type { Method } from '../../theory/methods';
import type { CalculatorState } from './state';

type Group = 'lowRank' | 'bottleneck' | 'tokens' | 'nf4' | 'adapters' | 'frozen' | 'detailed' | 'slide';

const LOW_RANK: readonly Method[] = ['lora', 'dora', 'qlora'];

/** Which groups of controls and lines a state has use for. The build hides the others; so does the browser. */
export function isShown(group: string, state: CalculatorState): boolean {
  const detailed = state.view === 'detailed';
  const shown: Record<Group, boolean> = {
    lowRank: LOW_RANK.includes(state.method),
    bottleneck: state.method === 'adapter',
    tokens: state.method === 'prefix' || state.method === 'prompt',
    nf4: detailed && (state.precision === 'nf4' || (state.method === 'qlora' && state.precision !== 'int8')),
    adapters: detailed && state.method !== 'full',
    frozen: state.method !== 'full',
    detailed,
    slide: !detailed,
  };
  return shown[group as Group];
}

/** Shows and hides the elements that bear `data-shown="group"`. */
export function shownControls(host: HTMLElement): (state: CalculatorState) => void {
  const elements = [...host.querySelectorAll<HTMLElement>('[data-shown]')];
  return (state) => {
    for (const element of elements) element.hidden = !isShown(element.dataset['shown'] ?? '', state);
  };
}

import type { Translate } from '../../i18n/translate';
import { choice, type Field, type Schema } from '../base/state';

/** Models of the tree in the drawing's order; a test holds this list against the facts, which the browser need not carry. */
export const TREE_IDS = [
  'llama',
  'alpaca',
  'pku-beaver',
  'visionllm',
  'alpaca-lora',
  'llama-adapter',
  'baize',
  'koala',
  'belle',
  'lawyer-llama',
  'chinese-vicuna',
  'guanaco',
  'yulan-chat',
  'goat',
  'bentsao',
  'cornucopia',
  'vicuna',
  'llava',
  'minigpt-4',
  'instructblip',
  'pandagpt',
  'chatbridge',
  'openflamingo',
  'chinese-llama',
  'chinese-alpaca',
  'chatmed',
  'taoli',
  'qizhengpt',
  'lawgpt',
  'open-chinese-llama',
  'linly',
  'panda',
  'billa',
  'ziya',
] as const;

export const MARKS = ['slide', 'projects'] as const;
export const TUNINGS = ['all', 'light', 'full', 'frozen', 'unstated'] as const;
export const DOMAINS = [
  'all',
  'language',
  'mathematics',
  'finance',
  'medicine',
  'law',
  'education',
  'multimodal',
] as const;

export interface LlamaTreeState {
  readonly marks: (typeof MARKS)[number];
  readonly tuning: (typeof TUNINGS)[number];
  readonly domain: (typeof DOMAINS)[number];
  readonly search: string;
  readonly node: string;
}

const MOST_SEARCHED = 40;

const searchField: Field<string> = {
  initial: '',
  format: (value) => value,
  parse(text) {
    const value = text.trim();
    return value.length > MOST_SEARCHED
      ? { problem: { kind: 'choice', given: `${value.slice(0, 32)}…`, allowed: [] } }
      : { value };
  },
};

export const LLAMA_TREE_SCHEMA = {
  marks: choice<LlamaTreeState['marks']>('slide', MARKS),
  tuning: choice<LlamaTreeState['tuning']>('all', TUNINGS),
  domain: choice<LlamaTreeState['domain']>('all', DOMAINS),
  search: searchField,
  node: choice<string>('alpaca', TREE_IDS),
} satisfies Schema<LlamaTreeState>;

/** What filters look at. */
export interface Filtered {
  readonly id: string;
  readonly name: string;
  readonly slide: string;
  readonly project: string;
  readonly domain: string | null;
}

/** The models that the filters keep, and how many of each mark: the root is in neither. */
export function describeTree(
  state: LlamaTreeState,
  nodes: readonly Filtered[],
  translate: Translate,
): { readonly shown: ReadonlySet<string>; readonly result: string } {
  const markOf = ({ slide, project }: Filtered): string => (state.marks === 'slide' ? slide : project);
  // “Chinese LLaMA” is found as “chinesellama” and as “chinese-llama”.
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s-]/g, '');
  const models = nodes.filter((node) => node.slide !== 'base');
  const kept = models.filter(
    (node) =>
      (state.tuning === 'all' || markOf(node) === state.tuning) &&
      (state.domain === 'all' || node.domain === state.domain) &&
      plain(node.name).includes(plain(state.search)),
  );
  const count = (mark: string): number => kept.filter((node) => markOf(node) === mark).length;
  const [frozen, unstated] = [count('frozen'), count('unstated')];
  const rest =
    (frozen > 0 ? translate('llamaTree.resultFrozen', { count: frozen }) : '') +
    (unstated > 0 ? translate('llamaTree.resultUnstated', { count: unstated }) : '');
  return {
    shown: new Set(kept.map(({ id }) => id)),
    result:
      kept.length === 0
        ? translate('llamaTree.nothing')
        : translate('llamaTree.result', {
            shown: kept.length,
            all: models.length,
            light: count('light'),
            full: count('full'),
            rest,
          }),
  };
}

import { modelById } from '../../facts/models';
import { formatNumber, formatPercent, formatPlain, smallBytes } from '../../i18n/format';
import { keyValueCache } from '../../theory/keyValueCache';
import { countPrefix, countPrompt } from '../../theory/methods';
import { countLora, countParameters } from '../../theory/parameters';
import type { Describe } from '../base/barsFigure';
import { choice, integer, type Schema } from '../base/state';
import { ATTENTION_MODELS, type AttentionModel } from '../shared/attentionModels';

export interface PromptCountsState {
  readonly model: AttentionModel;
  /** k, the length of the prefix and of the prompt. */
  readonly tokens: number;
  readonly rank: number;
  /** The context that text and prefix share. */
  readonly sequence: number;
}

export const PROMPT_COUNTS_SCHEMA = {
  model: choice<AttentionModel>('llama-3.1-8b', ATTENTION_MODELS),
  tokens: integer(30, [1, 2, 5, 10, 20, 30, 50, 100, 200, 500]),
  rank: integer(8, [1, 2, 4, 8, 16, 32, 64, 128]),
  sequence: integer(2048, [512, 1024, 2048, 4096, 8192, 32768, 131072]),
} satisfies Schema<PromptCountsState>;

/** Trained parameters of a prefix, of a prompt and of LoRA on q and v, and the context that each takes. */
export const describePromptCounts: Describe<PromptCountsState> = (state, { language, translate }) => {
  const { architecture, name } = modelById(state.model);
  const { numAttentionHeads, numKeyValueHeads } = architecture;
  const everyHead = { ...architecture, numKeyValueHeads: numAttentionHeads };
  const total = countParameters(architecture).total;
  const methods = [
    { key: 'prefix', ink: 'trained', trained: countPrefix(architecture, state.tokens), tokens: state.tokens },
    { key: 'everyHead', ink: 'other', trained: countPrefix(everyHead, state.tokens), tokens: state.tokens },
    { key: 'prompt', ink: 'trained', trained: countPrompt(architecture, state.tokens), tokens: state.tokens },
    { key: 'lora', ink: 'trained', trained: countLora(architecture, state.rank, ['q', 'v']), tokens: 0 },
  ];
  const cacheOf = ({ key, tokens }: (typeof methods)[number]): number =>
    keyValueCache(key === 'everyHead' ? everyHead : architecture, tokens);
  const count = (value: number): string => formatNumber(value, language);
  const grouped = numKeyValueHeads !== numAttentionHeads;
  const label = (key: string): string =>
    translate(`promptCounts.bar.${key === 'everyHead' && !grouped ? 'allHeads' : key}`, {
      rank: formatPlain(state.rank, language),
      heads: formatPlain(numAttentionHeads, language),
      keyHeads: formatPlain(numKeyValueHeads, language),
    });
  const trained = (key: string): number => methods.find((method) => method.key === key)?.trained ?? 0;
  return {
    bars: {
      bars: methods.map((method) => ({
        key: method.key,
        label: `${label(method.key)} · ${count(method.trained)}`,
        parts: [{ term: 'trained', ink: method.ink, value: method.trained }],
      })),
      capacity: null,
      unit: { size: 1e6, label: translate('promptCounts.million') },
    },
    result: translate('promptCounts.result', {
      model: name,
      prefix: count(trained('prefix')),
      prompt: count(trained('prompt')),
      lora: count(trained('lora')),
      tokens: formatPlain(state.tokens, language),
      left: formatPlain(Math.max(0, state.sequence - state.tokens), language),
      sequence: formatPlain(state.sequence, language),
    }),
    head: [
      translate('figure.method'),
      translate('promptCounts.trained'),
      translate('promptCounts.share'),
      translate('promptCounts.positions'),
      translate('promptCounts.taken'),
      translate('promptCounts.cache'),
    ],
    rows: methods.map((method) => ({
      header: label(method.key),
      cells: [
        { name: 'trainable', value: method.trained, text: count(method.trained) },
        {
          name: 'share',
          value: method.trained / total,
          text: formatPercent(method.trained / total, language),
        },
        { name: 'positions', value: method.tokens, text: count(method.tokens) },
        {
          name: 'taken',
          value: method.tokens / state.sequence,
          text: formatPercent(method.tokens / state.sequence, language),
        },
        {
          name: 'cache',
          value: cacheOf(method),
          text: cacheOf(method) === 0 ? '0' : smallBytes(cacheOf(method), language),
        },
      ],
    })),
  };
};

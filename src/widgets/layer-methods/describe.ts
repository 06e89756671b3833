import { MODELS, modelById } from '../../facts/models';
import { formatBytes, formatNumber, formatPercent, smallBytes } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import { ATTENTION_MATRICES } from '../../theory/architecture';
import { slideMemory } from '../../theory/memory';
import type { Method } from '../../theory/methods';
import { type InferenceCost, inferenceCost } from '../../theory/methods/inference';
import type { BarsDescription, Quantity } from '../base/barsFigure';
import { choice, integer, type Schema, subset } from '../base/state';

/** The methods that have a place in the drawing, in the order of the lessons. */
export const DRAWN_METHODS = [
  'full',
  'lora',
  'adapter',
  'prefix',
  'prompt',
  'ia3',
] as const satisfies Method[];
export type DrawnMethod = (typeof DRAWN_METHODS)[number];

/** The drawing has one feed-forward network a layer, gated: no experts, no GPT-2. */
export const DRAWN_MODELS = MODELS.filter(
  ({ architecture }) => architecture.gated && architecture.experts === null,
);

export interface LayerMethodsState {
  readonly methods: readonly DrawnMethod[];
  readonly model: string;
  readonly rank: number;
  readonly bottleneck: number;
  readonly tokens: number;
}

export const LAYER_METHODS_SCHEMA = {
  methods: subset<DrawnMethod>(['lora', 'adapter', 'prefix', 'prompt'], DRAWN_METHODS),
  model: choice(
    'llama-7b',
    DRAWN_MODELS.map((model) => model.id),
  ),
  rank: integer(16, [1, 2, 4, 8, 16, 32, 64, 128, 256]),
  bottleneck: integer(64, [1, 2, 4, 8, 16, 32, 64, 128, 256]),
  tokens: integer(20, [1, 5, 10, 20, 30, 50, 100, 200]),
} satisfies Schema<LayerMethodsState>;

/** One card, one sequence of T tokens: what stays the same while methods are compared. */
const RUN = { gpus: 1, batch: 1, sequence: 2048, targets: ATTENTION_MATRICES } as const;

/** One method's facts as the list beside the drawing tells them. */
export interface MethodFacts {
  readonly method: DrawnMethod;
  readonly on: boolean;
  readonly trainable: Quantity;
  readonly share: string;
  readonly memory: Quantity;
  readonly file: Quantity;
  readonly use: string;
}

export interface LayerMethodsDescription extends Pick<BarsDescription, 'head' | 'rows' | 'result'> {
  readonly facts: readonly MethodFacts[];
  /** Over the drawing of one layer: “layer 1 of 32”. */
  readonly layerLabel: string;
}

/** What each method trains in which place, what it costs in training and in use; for the list, the sentence and the table. */
export function describeLayerMethods(
  state: LayerMethodsState,
  { language, translate }: { language: Language; translate: Translate },
): LayerMethodsDescription {
  const { architecture, name } = modelById(state.model);
  const { rank, bottleneck, tokens } = state;
  const bytes = (value: number): string => formatBytes(value, 'GB', language);
  const count = (value: number): string => formatNumber(value, language);

  const all = DRAWN_METHODS.map((method) => {
    const setup = { ...RUN, architecture, method, rank, bottleneck, tokens };
    const { trainable, parameters, total } = slideMemory(setup);
    const cost = inferenceCost(architecture, setup);
    const work = cost.extraWork / parameters;
    return { method, trainable, share: trainable / parameters, parameters, total, cost, work };
  });
  const facts = all.map(
    ({ method, trainable, share, total, cost, work }): MethodFacts => ({
      method,
      on: state.methods.includes(method),
      trainable: { name: 'trainable', value: trainable, text: count(trainable) },
      share: formatPercent(share, language),
      memory: { name: 'total', value: total, text: bytes(total) },
      file: { name: 'file', value: cost.file, text: smallBytes(cost.file, language) },
      use: useOf(method, cost, work),
    }),
  );

  function useOf(method: DrawnMethod, cost: InferenceCost, work: number): string {
    return translate(`layerMethods.use.${method}`, {
      work: formatPercent(work, language),
      unmerged: formatPercent(cost.unmergedWork / (all[0]?.parameters ?? 1), language),
      cache: smallBytes(cost.cache, language),
      tokens: count(tokens),
    });
  }

  const chosen = facts.filter(({ on }) => on);
  const least = smallest(chosen, ({ trainable }) => trainable.value);
  const most = smallest(chosen, ({ trainable }) => -trainable.value);
  const result =
    least === undefined || most === undefined || chosen.length === 1
      ? translate('layerMethods.alone', {
          model: name,
          method: translate(`method.inText.${chosen[0]?.method ?? 'full'}`),
          trained: chosen[0]?.trainable.text ?? '',
          share: chosen[0]?.share ?? '',
          total: chosen[0]?.memory.text ?? '',
        })
      : translate('layerMethods.several', {
          model: name,
          least: translate(`method.${least.method}`),
          fewest: least.trainable.text,
          most: translate(`method.${most.method}`),
          largest: most.trainable.text,
          low: least.memory.text,
          high: most.memory.text,
        });

  return {
    facts,
    layerLabel: translate('layerMethods.layer', { layers: count(architecture.numHiddenLayers) }),
    result,
    head: [
      translate('figure.method'),
      ...(['trainable', 'share', 'memory', 'file', 'mergeable', 'work', 'cache'] as const).map((column) =>
        translate(`layerMethods.column.${column}`),
      ),
    ],
    rows: all.map(({ method, trainable, share, total, cost, work }) => ({
      header: translate(`method.${method}`),
      cells: [
        { name: 'trainable', value: trainable, text: count(trainable) },
        { name: 'share', value: share, text: formatPercent(share, language) },
        { name: 'total', value: total, text: bytes(total) },
        { name: 'file', value: cost.file, text: smallBytes(cost.file, language) },
        {
          name: 'mergeable',
          value: Number(cost.mergeable),
          text: translate(`layerMethods.${cost.mergeable ? 'yes' : 'no'}`),
        },
        { name: 'extra-work', value: cost.extraWork, text: work === 0 ? '0' : formatPercent(work, language) },
        { name: 'cache', value: cost.cache, text: cost.cache === 0 ? '0' : smallBytes(cost.cache, language) },
      ],
    })),
  };
}

function smallest<T>(items: readonly T[], of: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (best, item) => (best === undefined || of(item) < of(best) ? item : best),
    undefined,
  );
}

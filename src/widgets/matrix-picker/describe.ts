import { modelById } from '../../facts/models';
import { formatNumber, formatPercent, formatPlain } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import {
  ATTENTION_MATRICES,
  type LayerMatrix,
  layerMatrices,
  MATRIX_NAMES,
  type MatrixName,
} from '../../theory/architecture';
import { countLora, countParameters, slideLora } from '../../theory/parameters';
import type { BarsDescription } from '../base/barsFigure';
import { choice, integer, type Schema, subset } from '../base/state';
import { GATED_MODELS } from '../shared/gatedModels';

export interface MatrixPickerState {
  readonly model: string;
  readonly rank: number;
  readonly targets: readonly MatrixName[];
}

export const MATRIX_PICKER_SCHEMA = {
  model: choice(
    'llama-7b',
    GATED_MODELS.map(({ id }) => id),
  ),
  rank: integer(16, [1, 2, 4, 8, 16, 32, 64, 128, 256]),
  targets: subset(ATTENTION_MATRICES, MATRIX_NAMES),
} satisfies Schema<MatrixPickerState>;

/** Choices that have a name: the slide's words, the LoRA paper's, the slide's formula, and what later work found best. */
export const CHOICES: readonly { readonly name: string; readonly targets: readonly MatrixName[] }[] = [
  { name: 'keyValue', targets: ['k', 'v'] },
  { name: 'queryValue', targets: ['q', 'v'] },
  { name: 'attention', targets: ATTENTION_MATRICES },
  { name: 'all', targets: MATRIX_NAMES },
];

/** One matrix as it is drawn: W of `height` × `width` pixels, A to its left, Bᵀ above it. */
export interface DrawnMatrix extends LayerMatrix {
  readonly chosen: boolean;
  readonly width: number;
  readonly height: number;
  /** Thickness of A and Bᵀ, to scale but never below what can be seen. */
  readonly strip: number;
  /** Numbers that LoRA trains beside this matrix in one layer. */
  readonly trained: number;
  /** `4,096 × 1,024`, inputs × outputs; with the number of experts where there are some. */
  readonly shape: string;
  /** What it costs, or that it stays frozen. */
  readonly cost: string;
}

export interface MatrixPickerDescription extends Pick<BarsDescription, 'result' | 'head' | 'rows'> {
  readonly matrices: readonly DrawnMatrix[];
  /** The sum in numbers: rank × (inputs + outputs + …) × layers. */
  readonly sum: string;
}

/** The longest side of the largest matrix, in pixels. */
const LONGEST = 84;
const LEAST_STRIP = 4;
const LEAST_SIDE = 6;

/** A layer's matrices, what LoRA on the chosen ones trains, and what the slide's 8LHR would say. */
export function describeMatrixPicker(
  { model, rank, targets }: MatrixPickerState,
  { language, translate }: { language: Language; translate: Translate },
): MatrixPickerDescription {
  const { architecture, name } = modelById(model);
  const all = layerMatrices(architecture);
  const largest = Math.max(...all.flatMap(({ inFeatures, outFeatures }) => [inFeatures, outFeatures]));
  const pixels = (features: number): number => Math.round((features / largest) * LONGEST * 10) / 10;
  const number = (value: number): string => formatNumber(value, language);

  const matrices = all.map((matrix): DrawnMatrix => {
    const { inFeatures, outFeatures, count } = matrix;
    const chosen = targets.includes(matrix.name);
    const trained = rank * (inFeatures + outFeatures) * count;
    const shape = `${number(inFeatures)} × ${number(outFeatures)}`;
    return {
      ...matrix,
      chosen,
      width: Math.max(LEAST_SIDE, pixels(outFeatures)),
      height: Math.max(LEAST_SIDE, pixels(inFeatures)),
      strip: Math.max(LEAST_STRIP, pixels(rank)),
      trained,
      shape: count === 1 ? shape : translate('matrixPicker.experts', { shape, count }),
      cost: chosen ? `+${number(trained)}` : translate('matrixPicker.frozen'),
    };
  });

  const layers = architecture.numHiddenLayers;
  const parameters = countParameters(architecture).total;
  const trainable = countLora(architecture, rank, targets);
  const slide = slideLora(architecture, rank);
  const features = matrices
    .filter(({ chosen }) => chosen)
    .reduce((sum, { inFeatures, outFeatures, count }) => sum + count * (inFeatures + outFeatures), 0);
  return {
    matrices,
    sum: translate('matrixPicker.sum', {
      rank: number(rank),
      features: number(features),
      layers: number(layers),
      trainable: number(trainable),
    }),
    result: [
      translate('matrixPicker.result', {
        model: name,
        trainable: number(trainable),
        share: formatPercent(trainable / parameters, language),
      }),
      trainable === slide
        ? translate('matrixPicker.same', { slide: number(slide) })
        : translate(trainable < slide ? 'matrixPicker.less' : 'matrixPicker.more', {
            slide: number(slide),
            times: formatPlain(trainable < slide ? slide / trainable : trainable / slide, language, 2),
          }),
    ].join(language === 'en' ? ' ' : ''),
    head: ['matrix', 'inputs', 'outputs', 'count', 'layer', 'model'].map((column) =>
      translate(`matrixPicker.column.${column}`),
    ),
    rows: matrices.map(({ name: matrix, inFeatures, outFeatures, count, trained, chosen }) => ({
      header: matrix,
      cells: [
        { name: 'inputs', value: inFeatures, text: number(inFeatures) },
        { name: 'outputs', value: outFeatures, text: number(outFeatures) },
        { name: 'count', value: count, text: number(count) },
        { name: 'per-layer', value: chosen ? trained : 0, text: chosen ? number(trained) : '0' },
        {
          name: 'trainable',
          value: chosen ? layers * trained : 0,
          text: chosen ? number(layers * trained) : '0',
        },
      ],
    })),
  };
}

import { FOUR_BIT_FORMATS, type FourBitFormat } from '../../theory/quantization/fourBit';
import { choice, type IntegerField, type Schema } from '../base/state';

export const WEIGHT_NAMES = ['w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8'] as const;
export type WeightName = (typeof WEIGHT_NAMES)[number];

export type QuantizationLineState = {
  readonly format: FourBitFormat;
  /** Weights that share a constant. */
  readonly block: '2' | '4' | '8';
} & { readonly [K in WeightName]: number };

const MOST = 8;

/** Hundredths within the line, and a few places beyond it for outliers. */
const STOPS: readonly number[] = [
  ...[-MOST, -4, -2, -1.5],
  ...Array.from({ length: 201 }, (_, i) => (i - 100) / 100),
  ...[1.5, 2, 4, MOST],
];

/** A weight, typed as `0.35` or `−0.35`. Like an integer's field but for the point. */
function weight(initial: number): IntegerField {
  return {
    initial,
    min: -MOST,
    max: MOST,
    stops: STOPS,
    format: String,
    parse(text) {
      const given = text.trim().slice(0, 32);
      if (given === '') return { problem: { kind: 'number', given } };
      if (!/^[+\-−]?(\d{1,3}(\.\d{0,4})?|\.\d{1,4})$/.test(given))
        return { problem: { kind: 'number', given } };
      const value = Number(given.replace('−', '-')) + 0;
      if (Math.abs(value) > MOST) return { problem: { kind: 'range', given, min: -MOST, max: MOST } };
      return { value };
    },
  };
}

export const QUANTIZATION_LINE_SCHEMA = {
  format: choice<FourBitFormat>('nf4', FOUR_BIT_FORMATS),
  block: choice<QuantizationLineState['block']>('4', ['2', '4', '8']),
  w1: weight(0.56),
  w2: weight(-0.35),
  w3: weight(0.18),
  w4: weight(-0.88),
  w5: weight(0.31),
  w6: weight(-0.1),
  w7: weight(0.46),
  w8: weight(-0.23),
} satisfies Schema<QuantizationLineState>;

/** The weight that the button turns into an outlier, and the value it then has. */
export const OUTLIER = { name: 'w4', value: -4 } as const;

import type { Field } from '../base/state';

/** A price as a reader types it, `2`, `1.85`, `1,200`; fractions allowed. Its bounds show in the message that refuses. */
export function amountField(initial: number, min: number, max: number): Field<number> {
  return {
    initial,
    format: String,
    parse(text) {
      const trimmed = text.trim().replaceAll(/(?<=\d)[,，\u202f ](?=\d{3}(?!\d))/g, '');
      const given = trimmed.slice(0, 32);
      if (!/^(\d{1,9}(\.\d{0,6})?|\.\d{1,6})$/.test(trimmed)) return { problem: { kind: 'number', given } };
      const value = Number(trimmed);
      if (value < min || value > max) return { problem: { kind: 'range', given, min, max } };
      return { value };
    },
  };
}

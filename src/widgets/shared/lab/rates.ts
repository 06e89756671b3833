import type { LabMethod } from '../../../training/laboratory/api';
import { METHOD_IDS } from '../../../training/methods/method';
import type { Field, Parsed } from '../../base/state';

/** Every method of the laboratory, in the order of its rows. */
export const LAB_METHODS: readonly LabMethod[] = [...METHOD_IDS, 'own'];

/** Learning rates that the reader chose. The others take the method's default. */
export type Rates = Readonly<Partial<Record<LabMethod, number>>>;

export const LEAST_RATE = 1e-6;
export const LARGEST_RATE = 1;

/** One learning rate as a reader types it: `0.001`, `1e-3`. */
export function parseRate(text: string): Parsed<number> {
  const trimmed = text.trim();
  const given = trimmed.slice(0, 32);
  if (!/^(\d{1,4}(\.\d{0,12})?|\.\d{1,12})(e-?\d{1,2})?$/i.test(trimmed)) {
    return { problem: { kind: 'number', given } };
  }
  const value = Number(trimmed);
  if (value < LEAST_RATE || value > LARGEST_RATE) {
    return { problem: { kind: 'range', given, min: LEAST_RATE, max: LARGEST_RATE } };
  }
  return { value };
}

/** In a link: `lr=lora:0.01,full:0.001`, or one number for every method. */
export const ratesField: Field<Rates> = {
  initial: {},
  format(rates) {
    const values = LAB_METHODS.map((method) => rates[method]);
    const [first] = values;
    if (first !== undefined && values.every((value) => value === first)) return String(first);
    return LAB_METHODS.filter((method) => rates[method] !== undefined)
      .map((method) => `${method}:${rates[method]}`)
      .join(',');
  },
  parse(text) {
    if (text.trim() === '') return { value: {} };
    if (!text.includes(':')) {
      const all = parseRate(text);
      if ('problem' in all) return all;
      return { value: Object.fromEntries(LAB_METHODS.map((method) => [method, all.value])) };
    }
    const rates = new Map<LabMethod, number>();
    for (const part of text.split(',')) {
      const [name = '', number = ''] = part.split(':');
      const method = LAB_METHODS.find((each) => each === name);
      if (!method || rates.has(method)) {
        return { problem: { kind: 'choice', given: name.slice(0, 32), allowed: LAB_METHODS } };
      }
      const rate = parseRate(number);
      if ('problem' in rate) return rate;
      rates.set(method, rate.value);
    }
    const ordered = LAB_METHODS.filter((method) => rates.has(method));
    return { value: Object.fromEntries(ordered.map((method) => [method, rates.get(method)])) as Rates };
  },
};

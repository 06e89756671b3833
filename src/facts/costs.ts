import rows from '../../content/facts/costs.json';

/** One row of the textbook's two tables: a run on Alpaca-52K, all cards A800 80 GB. */
export interface CostRow {
  readonly model: 'llama-7b' | 'llama-13b' | 'llama-33b' | 'llama-65b';
  readonly method: 'full' | 'lora';
  /** N. */
  readonly gpus: number;
  /** B, sequences on one card. */
  readonly batch: number;
  /** Wall-clock hours of the whole run. */
  readonly hours: number;
  /** Id of the reference that it is from. */
  readonly source: string;
  /** Where in the source. */
  readonly place: string;
}

/** By model size, full fine-tuning before LoRA. */
export const COSTS = rows as readonly CostRow[];

/** The card of both tables. */
export const COSTS_CARD = 'a800-80g';

/**
 * The sequence length of both tables. The slides do not state it; the survey's table of the same runs does
 * (Zhao et al., arXiv 2303.18223, Table 9).
 */
export const COSTS_SEQUENCE = 512;

/** The row of a model and a method. Throws an Error naming both when there is none. */
export function costRow(model: string, method: string): CostRow {
  const row = COSTS.find((each) => each.model === model && each.method === method);
  if (!row) throw new Error(`the slides’ tables have no row “${model}, ${method}”`);
  return row;
}

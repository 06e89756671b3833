import { choice, type Schema } from '../base/state';

/** Sources with rows that count; the page's half checks that none is missing. */
export const CHECKED_SOURCES = [
  'litgpt-resources',
  'peft-metamathqa',
  'llmbook-slides',
  'hf-4bit-blog',
  'dettmers2023qlora',
  'lit-llama',
  'alpaca-lora',
  'low-rank-measured',
] as const;

export interface CheckedRunsState {
  readonly source: string;
}

export const CHECKED_RUNS_SCHEMA = {
  source: choice<string>('all', ['all', ...CHECKED_SOURCES]),
} satisfies Schema<CheckedRunsState>;

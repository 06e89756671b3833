/** Models whose heads all have keys of their own, and models in which several heads share them. */
export const MULTI_HEAD = [
  'llama-7b',
  'llama-13b',
  'llama-33b',
  'llama-65b',
  'gpt2',
  'gpt2-xl',
  'opt-6.7b',
] as const;
export const GROUPED = [
  'llama-2-70b',
  'llama-3.1-8b',
  'llama-3.1-70b',
  'llama-3.2-1b',
  'llama-3.2-3b',
  'mistral-7b',
  'qwen2.5-7b',
  'qwen3-8b',
  'gemma-2-9b',
] as const;
export const ATTENTION_MODELS = [...MULTI_HEAD, ...GROUPED] as const;
export type AttentionModel = (typeof ATTENTION_MODELS)[number];

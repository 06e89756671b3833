/** Where the calculator's models lie on the Hugging Face Hub, by the ids of `content/facts/models.json`. */
export const HUB: Readonly<Record<string, string>> = {
  // LLaMA of February 2023 was never put on the Hub by its makers; these are the usual converted copies.
  'llama-7b': 'huggyllama/llama-7b',
  'llama-13b': 'huggyllama/llama-13b',
  'llama-33b': 'huggyllama/llama-30b',
  'llama-65b': 'huggyllama/llama-65b',
  'llama-2-7b': 'meta-llama/Llama-2-7b-hf',
  'llama-2-13b': 'meta-llama/Llama-2-13b-hf',
  'llama-2-70b': 'meta-llama/Llama-2-70b-hf',
  'llama-3-8b': 'meta-llama/Meta-Llama-3-8B',
  'llama-3.1-8b': 'meta-llama/Llama-3.1-8B',
  'llama-3.1-70b': 'meta-llama/Llama-3.1-70B',
  'llama-3.2-1b': 'meta-llama/Llama-3.2-1B',
  'llama-3.2-3b': 'meta-llama/Llama-3.2-3B',
  'qwen2.5-0.5b': 'Qwen/Qwen2.5-0.5B',
  'qwen2.5-1.5b': 'Qwen/Qwen2.5-1.5B',
  'qwen2.5-7b': 'Qwen/Qwen2.5-7B',
  'qwen2.5-14b': 'Qwen/Qwen2.5-14B',
  'qwen2.5-32b': 'Qwen/Qwen2.5-32B',
  'qwen2.5-72b': 'Qwen/Qwen2.5-72B',
  'qwen3-0.6b': 'Qwen/Qwen3-0.6B',
  'qwen3-1.7b': 'Qwen/Qwen3-1.7B',
  'qwen3-4b': 'Qwen/Qwen3-4B',
  'qwen3-8b': 'Qwen/Qwen3-8B',
  'qwen3-32b': 'Qwen/Qwen3-32B',
  'mistral-7b': 'mistralai/Mistral-7B-v0.1',
  'gemma-2-9b': 'google/gemma-2-9b',
  'gemma-3-1b': 'google/gemma-3-1b-pt',
  'mixtral-8x7b': 'mistralai/Mixtral-8x7B-v0.1',
  'qwen3-30b-a3b': 'Qwen/Qwen3-30B-A3B',
  'qwen3-235b-a22b': 'Qwen/Qwen3-235B-A22B',
};

/** Stands where the reader's own checkpoint belongs. */
export const OWN_MODEL = 'path/to/your-model';

/** Models whose licence must be accepted on the Hub before they can be loaded. */
export function isGated(repository: string): boolean {
  return repository.startsWith('meta-llama/') || repository.startsWith('google/');
}

import type { Family } from './family';
import { bloom, gpt2, opt } from './gpt';
import { llama, mixtralExperts, qwenExperts } from './llama';

const gemma = { tied: true, headDim: 256, attentionBias: true } as const;
const qwen3 = { tied: false, attentionBias: true, queryKeyNorm: true } as const;

/** How each `model_type` is read. A Map, so that no inherited name is found in it. */
export const FAMILIES: ReadonlyMap<string, Family> = new Map([
  ['llama', llama({ tied: false, attentionBias: true, feedForwardBias: true })],
  ['mistral', llama({ tied: false, keyValueHeads: 8 })],
  ['mixtral', llama({ tied: false, keyValueHeads: 8, experts: mixtralExperts })],
  ['phi3', llama({ tied: false, fused: true })],
  ['qwen2', llama({ tied: false, keyValueHeads: 32, qkvBias: true })],
  ['qwen3', llama({ ...qwen3, keyValueHeads: 32, headDim: 128 })],
  ['qwen3_moe', llama({ ...qwen3, keyValueHeads: 4, experts: qwenExperts })],
  ['gemma', llama({ ...gemma, keyValueHeads: 16 })],
  ['gemma2', llama({ ...gemma, keyValueHeads: 4, normsPerLayer: 4 })],
  [
    'gemma3_text',
    llama({ ...gemma, heads: 8, keyValueHeads: 4, vocabSize: 262_208, normsPerLayer: 4, queryKeyNorm: true }),
  ],
  ['gpt2', gpt2],
  ['opt', opt],
  ['bloom', bloom],
]);

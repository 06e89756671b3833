import type { SlideMemory } from '../../theory/memory';

type Drawn = Pick<
  SlideMemory,
  'frozenWeights' | 'trainedWeights' | 'gradients' | 'optimizer' | 'activations' | 'logits' | 'other'
>;

/** A bar's parts, from the bottom up: what the formula adds up for a card. */
export function memoryParts(memory: Drawn) {
  return [
    { term: 'frozen', value: memory.frozenWeights },
    { term: 'trained', value: memory.trainedWeights },
    { term: 'gradients', value: memory.gradients },
    { term: 'optimizer', value: memory.optimizer },
    { term: 'activations', value: memory.activations },
    { term: 'logits', value: memory.logits },
    { term: 'other', value: memory.other },
  ];
}

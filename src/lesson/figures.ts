import { LLAMA_TREE_SCHEMA } from '../widgets/llama-tree/describe';
import LlamaTree from '../widgets/llama-tree/LlamaTree.astro';
import MemoryCalculator from '../widgets/memory-calculator/MemoryCalculator.astro';
import { METAMATHQA_SCHEMA } from '../widgets/metamathqa/describe';
import Metamathqa from '../widgets/metamathqa/Metamathqa.astro';
import { METHOD_MEMORY_SCHEMA } from '../widgets/method-memory/describe';
import MethodMemory from '../widgets/method-memory/MethodMemory.astro';
import { RECOMPUTATION_SCHEMA } from '../widgets/recomputation/describe';
import Recomputation from '../widgets/recomputation/Recomputation.astro';
import { CALCULATOR_SCHEMA } from '../widgets/shared/calculatorState';
import { ZERO_STAGES_SCHEMA } from '../widgets/zero-stages/describe';
import ZeroStages from '../widgets/zero-stages/ZeroStages.astro';

/** The figures that a lesson may show, by name: `<Figure name="zero-stages" gpus={8} />`. */
export const FIGURES = {
  'memory-calculator': { component: MemoryCalculator, schema: CALCULATOR_SCHEMA },
  'method-memory': { component: MethodMemory, schema: METHOD_MEMORY_SCHEMA },
  'zero-stages': { component: ZeroStages, schema: ZERO_STAGES_SCHEMA },
  recomputation: { component: Recomputation, schema: RECOMPUTATION_SCHEMA },
  'llama-tree': { component: LlamaTree, schema: LLAMA_TREE_SCHEMA },
  metamathqa: { component: Metamathqa, schema: METAMATHQA_SCHEMA },
} as const;

export type FigureName = keyof typeof FIGURES;

export function figureNamed(name: string): (typeof FIGURES)[FigureName] {
  if (!Object.hasOwn(FIGURES, name)) {
    throw new Error(`no figure “${name}”; there are ${Object.keys(FIGURES).join(', ')}`);
  }
  return FIGURES[name as FigureName];
}

import AdapterSize from '../widgets/adapter-size/AdapterSize.astro';
import { ADAPTER_SIZE_SCHEMA } from '../widgets/adapter-size/describe';
import Bottleneck from '../widgets/bottleneck/Bottleneck.astro';
import { BOTTLENECK_SCHEMA } from '../widgets/bottleneck/describe';
import MemoryCalculator from '../widgets/memory-calculator/MemoryCalculator.astro';
import { METHOD_MEMORY_SCHEMA } from '../widgets/method-memory/describe';
import MethodMemory from '../widgets/method-memory/MethodMemory.astro';
import { PREFIX_ATTENTION_SCHEMA } from '../widgets/prefix-attention/describe';
import PrefixAttention from '../widgets/prefix-attention/PrefixAttention.astro';
import { PROMPT_COUNTS_SCHEMA } from '../widgets/prompt-counts/describe';
import PromptCounts from '../widgets/prompt-counts/PromptCounts.astro';
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
  bottleneck: { component: Bottleneck, schema: BOTTLENECK_SCHEMA },
  'adapter-size': { component: AdapterSize, schema: ADAPTER_SIZE_SCHEMA },
  'prefix-attention': { component: PrefixAttention, schema: PREFIX_ATTENTION_SCHEMA },
  'prompt-counts': { component: PromptCounts, schema: PROMPT_COUNTS_SCHEMA },
  recomputation: { component: Recomputation, schema: RECOMPUTATION_SCHEMA },
} as const;

export type FigureName = keyof typeof FIGURES;

export function figureNamed(name: string): (typeof FIGURES)[FigureName] {
  if (!Object.hasOwn(FIGURES, name)) {
    throw new Error(`no figure “${name}”; there are ${Object.keys(FIGURES).join(', ')}`);
  }
  return FIGURES[name as FigureName];
}

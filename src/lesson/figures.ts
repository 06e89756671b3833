import ForwardBackward from '../widgets/forward-backward/ForwardBackward.astro';
import { FORWARD_BACKWARD_SCHEMA } from '../widgets/forward-backward/state';
import { LORA_START_SCHEMA } from '../widgets/lora-start/describe';
import LoraStart from '../widgets/lora-start/LoraStart.astro';
import MemoryCalculator from '../widgets/memory-calculator/MemoryCalculator.astro';
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
  'forward-backward': { component: ForwardBackward, schema: FORWARD_BACKWARD_SCHEMA },
  'lora-start': { component: LoraStart, schema: LORA_START_SCHEMA },
  recomputation: { component: Recomputation, schema: RECOMPUTATION_SCHEMA },
} as const;

export type FigureName = keyof typeof FIGURES;

export function figureNamed(name: string): (typeof FIGURES)[FigureName] {
  if (!Object.hasOwn(FIGURES, name)) {
    throw new Error(`no figure “${name}”; there are ${Object.keys(FIGURES).join(', ')}`);
  }
  return FIGURES[name as FigureName];
}

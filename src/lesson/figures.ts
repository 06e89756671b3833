import MemoryCalculator from '../widgets/memory-calculator/MemoryCalculator.astro';
import { METHOD_MEMORY_SCHEMA } from '../widgets/method-memory/describe';
import MethodMemory from '../widgets/method-memory/MethodMemory.astro';
import RankDecomposition from '../widgets/rank-decomposition/RankDecomposition.astro';
import { RANK_DECOMPOSITION_SCHEMA } from '../widgets/rank-decomposition/state';
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
  'rank-decomposition': { component: RankDecomposition, schema: RANK_DECOMPOSITION_SCHEMA },
  recomputation: { component: Recomputation, schema: RECOMPUTATION_SCHEMA },
} as const;

export type FigureName = keyof typeof FIGURES;

export function figureNamed(name: string): (typeof FIGURES)[FigureName] {
  if (!Object.hasOwn(FIGURES, name)) {
    throw new Error(`no figure “${name}”; there are ${Object.keys(FIGURES).join(', ')}`);
  }
  return FIGURES[name as FigureName];
}

import BitsLedger from '../widgets/bits-ledger/BitsLedger.astro';
import { BITS_LEDGER_SCHEMA } from '../widgets/bits-ledger/describe';
import CodeShares from '../widgets/code-shares/CodeShares.astro';
import { CODE_SHARES_SCHEMA } from '../widgets/code-shares/describe';
import MemoryCalculator from '../widgets/memory-calculator/MemoryCalculator.astro';
import { METHOD_MEMORY_SCHEMA } from '../widgets/method-memory/describe';
import MethodMemory from '../widgets/method-memory/MethodMemory.astro';
import QuantizationLine from '../widgets/quantization-line/QuantizationLine.astro';
import { QUANTIZATION_LINE_SCHEMA } from '../widgets/quantization-line/state';
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
  'quantization-line': { component: QuantizationLine, schema: QUANTIZATION_LINE_SCHEMA },
  'code-shares': { component: CodeShares, schema: CODE_SHARES_SCHEMA },
  'bits-ledger': { component: BitsLedger, schema: BITS_LEDGER_SCHEMA },
  recomputation: { component: Recomputation, schema: RECOMPUTATION_SCHEMA },
} as const;

export type FigureName = keyof typeof FIGURES;

export function figureNamed(name: string): (typeof FIGURES)[FigureName] {
  if (!Object.hasOwn(FIGURES, name)) {
    throw new Error(`no figure “${name}”; there are ${Object.keys(FIGURES).join(', ')}`);
  }
  return FIGURES[name as FigureName];
}

import AdapterSize from '../widgets/adapter-size/AdapterSize.astro';
import { ADAPTER_SIZE_SCHEMA } from '../widgets/adapter-size/describe';
import BitsLedger from '../widgets/bits-ledger/BitsLedger.astro';
import { BITS_LEDGER_SCHEMA } from '../widgets/bits-ledger/describe';
import Bottleneck from '../widgets/bottleneck/Bottleneck.astro';
import { BOTTLENECK_SCHEMA } from '../widgets/bottleneck/describe';
import CodeShares from '../widgets/code-shares/CodeShares.astro';
import { CODE_SHARES_SCHEMA } from '../widgets/code-shares/describe';
import DecisionGuide from '../widgets/decision-guide/DecisionGuide.astro';
import { DECISION_GUIDE_SCHEMA } from '../widgets/decision-guide/describe';
import ForwardBackward from '../widgets/forward-backward/ForwardBackward.astro';
import { FORWARD_BACKWARD_SCHEMA } from '../widgets/forward-backward/state';
import { GPU_HOURS_SCHEMA } from '../widgets/gpu-hours/describe';
import GpuHours from '../widgets/gpu-hours/GpuHours.astro';
import HowManyCards from '../widgets/how-many-cards/HowManyCards.astro';
import { HOW_MANY_CARDS_SCHEMA } from '../widgets/how-many-cards/state';
import LabRun from '../widgets/lab-run/LabRun.astro';
import { LAB_RUN_SCHEMA } from '../widgets/lab-run/state';
import { LAYER_METHODS_SCHEMA } from '../widgets/layer-methods/describe';
import LayerMethods from '../widgets/layer-methods/LayerMethods.astro';
import { LLAMA_TREE_SCHEMA } from '../widgets/llama-tree/describe';
import LlamaTree from '../widgets/llama-tree/LlamaTree.astro';
import { LORA_START_SCHEMA } from '../widgets/lora-start/describe';
import LoraStart from '../widgets/lora-start/LoraStart.astro';
import { MATRIX_PICKER_SCHEMA } from '../widgets/matrix-picker/describe';
import MatrixPicker from '../widgets/matrix-picker/MatrixPicker.astro';
import MemoryCalculator from '../widgets/memory-calculator/MemoryCalculator.astro';
import { METAMATHQA_SCHEMA } from '../widgets/metamathqa/describe';
import Metamathqa from '../widgets/metamathqa/Metamathqa.astro';
import { METHOD_MEMORY_SCHEMA } from '../widgets/method-memory/describe';
import MethodMemory from '../widgets/method-memory/MethodMemory.astro';
import { PREFIX_ATTENTION_SCHEMA } from '../widgets/prefix-attention/describe';
import PrefixAttention from '../widgets/prefix-attention/PrefixAttention.astro';
import { PROMPT_COUNTS_SCHEMA } from '../widgets/prompt-counts/describe';
import PromptCounts from '../widgets/prompt-counts/PromptCounts.astro';
import QuantizationLine from '../widgets/quantization-line/QuantizationLine.astro';
import { QUANTIZATION_LINE_SCHEMA } from '../widgets/quantization-line/state';
import RankDecomposition from '../widgets/rank-decomposition/RankDecomposition.astro';
import { RANK_DECOMPOSITION_SCHEMA } from '../widgets/rank-decomposition/state';
import { RECOMPUTATION_SCHEMA } from '../widgets/recomputation/describe';
import Recomputation from '../widgets/recomputation/Recomputation.astro';
import { CALCULATOR_SCHEMA } from '../widgets/shared/calculatorState';
import { TERM_LEFT_SCHEMA } from '../widgets/term-left/describe';
import TermLeft from '../widgets/term-left/TermLeft.astro';
import { ZERO_STAGES_SCHEMA } from '../widgets/zero-stages/describe';
import ZeroStages from '../widgets/zero-stages/ZeroStages.astro';

/** The figures that a lesson may show, by name: `<Figure name="zero-stages" gpus={8} />`. */
export const FIGURES = {
  'memory-calculator': { component: MemoryCalculator, schema: CALCULATOR_SCHEMA },
  'layer-methods': { component: LayerMethods, schema: LAYER_METHODS_SCHEMA },
  'decision-guide': { component: DecisionGuide, schema: DECISION_GUIDE_SCHEMA },
  'method-memory': { component: MethodMemory, schema: METHOD_MEMORY_SCHEMA },
  'zero-stages': { component: ZeroStages, schema: ZERO_STAGES_SCHEMA },
  'quantization-line': { component: QuantizationLine, schema: QUANTIZATION_LINE_SCHEMA },
  'code-shares': { component: CodeShares, schema: CODE_SHARES_SCHEMA },
  'bits-ledger': { component: BitsLedger, schema: BITS_LEDGER_SCHEMA },
  bottleneck: { component: Bottleneck, schema: BOTTLENECK_SCHEMA },
  'adapter-size': { component: AdapterSize, schema: ADAPTER_SIZE_SCHEMA },
  'prefix-attention': { component: PrefixAttention, schema: PREFIX_ATTENTION_SCHEMA },
  'prompt-counts': { component: PromptCounts, schema: PROMPT_COUNTS_SCHEMA },
  'forward-backward': { component: ForwardBackward, schema: FORWARD_BACKWARD_SCHEMA },
  'lora-start': { component: LoraStart, schema: LORA_START_SCHEMA },
  'rank-decomposition': { component: RankDecomposition, schema: RANK_DECOMPOSITION_SCHEMA },
  recomputation: { component: Recomputation, schema: RECOMPUTATION_SCHEMA },
  'lab-run': { component: LabRun, schema: LAB_RUN_SCHEMA },
  'matrix-picker': { component: MatrixPicker, schema: MATRIX_PICKER_SCHEMA },
  'term-left': { component: TermLeft, schema: TERM_LEFT_SCHEMA },
  'gpu-hours': { component: GpuHours, schema: GPU_HOURS_SCHEMA },
  'how-many-cards': { component: HowManyCards, schema: HOW_MANY_CARDS_SCHEMA },
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

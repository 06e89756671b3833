import type { Architecture, MatrixName } from '../theory/architecture';
import { targetedMatrices } from '../theory/storedMatrices';

/** Names of the model's code: modules that an adapter is put on, and parameters that are no module's weight. */
export interface Targets {
  /** For `target_modules`: matched at the end of a module's path. */
  readonly modules: readonly string[];
  /** For `target_parameters`: the experts of a mixture, which Transformers 5 keeps as one tensor a layer. */
  readonly parameters: readonly string[];
}

type Names = Readonly<Record<MatrixName, string>>;

const LLAMA: Names = {
  q: 'q_proj',
  k: 'k_proj',
  v: 'v_proj',
  o: 'o_proj',
  gate: 'gate_proj',
  up: 'up_proj',
  down: 'down_proj',
};
// `c_proj` alone would name two modules.
const GPT2: Names = {
  q: 'attn.c_attn',
  k: 'attn.c_attn',
  v: 'attn.c_attn',
  o: 'attn.c_proj',
  gate: '',
  up: 'mlp.c_fc',
  down: 'mlp.c_proj',
};
const BLOOM: Names = {
  q: 'query_key_value',
  k: 'query_key_value',
  v: 'query_key_value',
  o: 'self_attention.dense',
  gate: '',
  up: 'dense_h_to_4h',
  down: 'dense_4h_to_h',
};
const OPT: Names = { ...LLAMA, o: 'out_proj', gate: '', up: 'fc1', down: 'fc2' };
const JOINED = 'mlp.experts.gate_up_proj';
const EXPERTS: Partial<Names> = {
  gate: JOINED,
  up: JOINED,
  down: 'mlp.experts.down_proj',
};

/** Whether the layers are GPT-2's `Conv1D`, whose weights lie transposed. */
export function isConv1D(architecture: Architecture): boolean {
  return !architecture.gated && architecture.fusedQkv === true && architecture.learnedPositions > 0;
}

/**
 * What the code of a model calls its matrices. Of a reader's own model only the sizes are known, and they tell the
 * families apart that `theory/configuration` reads: LLaMA and its descendants, Phi-3, GPT-2, BLOOM and OPT.
 */
function namesOf(architecture: Architecture): Names {
  if (architecture.gated) {
    const qkv = architecture.fusedQkv ? { q: 'qkv_proj', k: 'qkv_proj', v: 'qkv_proj' } : {};
    const gateUp = architecture.fusedGateUp ? { gate: 'gate_up_proj', up: 'gate_up_proj' } : {};
    return { ...LLAMA, ...qkv, ...gateUp };
  }
  if (isConv1D(architecture)) return GPT2;
  return architecture.fusedQkv ? BLOOM : OPT;
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];

/** The modules that carry `targets`; a matrix that the model lacks is left out, and one stored with others takes them along. */
export function targetsOf(architecture: Architecture, targets: readonly MatrixName[]): Targets {
  const names = namesOf(architecture);
  const present = targetedMatrices(architecture, targets).flatMap(({ parts }) =>
    parts.filter((part) => targets.includes(part)),
  );
  const inExperts = (name: MatrixName) => architecture.experts !== null && EXPERTS[name] !== undefined;
  return {
    modules: unique(present.filter((name) => !inExperts(name)).map((name) => names[name])),
    parameters: unique(present.filter(inExperts).map((name) => EXPERTS[name] ?? '')),
  };
}

/** Whether the experts of a mixture are among the targets. */
export function reachesExperts(architecture: Architecture, targets: readonly MatrixName[]): boolean {
  return targetsOf(architecture, targets).parameters.length > 0;
}

/**
 * Numbers in one layer of the experts' tensors that `targets` reach. PEFT adds the low-rank update to the whole of such a
 * tensor before it is used (`ParamWrapper` of 0.21), so a layer at work holds a copy of it.
 */
export function reachedExpertNumbers(architecture: Architecture, targets: readonly MatrixName[]): number {
  const { experts, hiddenSize } = architecture;
  if (experts === null) return 0;
  const { parameters } = targetsOf(architecture, targets);
  const matrices = (parameters.includes(JOINED) ? 2 : 0) + (parameters.includes(EXPERTS.down ?? '') ? 1 : 0);
  return matrices * experts.count * hiddenSize * experts.intermediateSize;
}

/**
 * How many more numbers PEFT trains than `countLora`: gate and up are one tensor with one pair of factors, H and 2F wide,
 * whether one of them was chosen or both. Negative where both were.
 */
export function joinedExpertsSurplus(
  architecture: Architecture,
  targets: readonly MatrixName[],
  rank: number,
): number {
  const { experts, hiddenSize, numHiddenLayers } = architecture;
  const chosen = targets.filter((name) => name === 'gate' || name === 'up').length;
  if (experts === null || chosen === 0) return 0;
  const { count, intermediateSize } = experts;
  const joined = hiddenSize + 2 * intermediateSize;
  return numHiddenLayers * count * rank * (joined - chosen * (hiddenSize + intermediateSize));
}

import type { Architecture } from './architecture';
import { FAMILIES } from './configuration/families';
import { Fields } from './configuration/fields';
import { type ConfigurationProblem, Refusal } from './configuration/problem';
import { isCountable } from './detailed';

export type { ConfigurationProblem };

/**
 * What the reader of a configuration should know. `textConfig`: the model takes more than text, and only its language
 * model is counted. `quantized`: the file is of a quantized model, whose parameters are counted as before quantization.
 * `defaults`: the file leaves sizes out, which were taken from the defaults of transformers.
 */
export type ConfigurationWarning = 'textConfig' | 'quantized' | 'defaults';

export type ReadConfiguration =
  | { readonly architecture: Architecture; readonly warnings: readonly ConfigurationWarning[] }
  | { readonly problem: ConfigurationProblem };

/** Characters that a configuration may have; published ones have at most a few thousand. */
export const MAX_CONFIGURATION_LENGTH = 1_000_000;

/** Each `model_type` that can be read. */
export const MODEL_TYPES: readonly string[] = [...FAMILIES.keys()];

/** Stands for the text as a whole where a problem names a field. */
const WHOLE_FILE = 'config.json';

/**
 * Reads the sizes of a model from its Hugging Face `config.json`, taken as it is published. Absent fields have the
 * values that transformers gives them. A model of text and images is read from its `text_config`.
 *
 * It is made for what strangers paste: it never throws, looks at own properties alone, refuses a long text before
 * parsing it, and refuses sizes whose parameters or memory cannot be counted (with the field `parameters`).
 *
 * @param text of the file, at most `MAX_CONFIGURATION_LENGTH` characters.
 * @returns an architecture that `countParameters` counts, or the first problem found, with its field.
 */
export function readConfiguration(text: string): ReadConfiguration {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.problem };
    throw error;
  }
}

function read(text: string): ReadConfiguration {
  const outer = new Fields(parse(text));
  const inner = outer.inner('text_config');
  const fields = inner ?? outer;

  const modelType = fields.value('model_type');
  if (modelType !== undefined && typeof modelType !== 'string') fields.refuse('type', 'model_type');
  const family = FAMILIES.get(String(modelType)) ?? fields.refuse('modelType', 'model_type');

  const tiedOutside = inner?.has('tie_word_embeddings') === false && outer.has('tie_word_embeddings');
  const architecture = family(fields, tiedOutside ? outer.flag('tie_word_embeddings', false) : undefined);
  if (!isCountable(architecture)) throw new Refusal('range', 'parameters');

  const warnings: ConfigurationWarning[] = [];
  if (inner !== undefined) warnings.push('textConfig');
  if (isQuantized(outer) || isQuantized(fields)) warnings.push('quantized');
  if (fields.usedDefaults) warnings.push('defaults');
  return { architecture, warnings };
}

function parse(text: string): object {
  if (text.length > MAX_CONFIGURATION_LENGTH) throw new Refusal('size', WHOLE_FILE, text.length);
  let value: unknown;
  try {
    // A file saved with a byte order mark is still one that people have.
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // Beside a syntax error it may be a stack that deep nesting exhausted: engines differ.
    throw new Refusal('json', WHOLE_FILE);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal('object', WHOLE_FILE, value);
  }
  return value;
}

/** transformers writes `quantization_config`, MLX `quantization`. */
function isQuantized(fields: Fields): boolean {
  return fields.has('quantization_config') || fields.has('quantization');
}

import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import type { Answer } from './api';

/** Text to token ids and back, as the checkpoint's own files say. */
export interface BroughtTokenizer {
  /** One more than the largest id. */
  readonly size: number;
  /** What the tokenizer itself puts before a text; null where it puts nothing, as Qwen2's and SmolLM2's do. */
  readonly bos: number | null;
  readonly eos: number;
  /** Fills rows up; no loss is asked there, so where the files name none it is `eos`. */
  readonly pad: number;
  readonly hasChatTemplate: boolean;
  /**
   * Token ids of a text, without marks of beginning and end. Special tokens that stand in the text, such as
   * `<|im_start|>`, are read as themselves, as transformers does: so a chat's form can be written by hand.
   */
  encode(text: string): number[];
  /** The text of token ids; special tokens, and ids that no token has, are left out. */
  decode(ids: readonly number[]): string;
}

/** An entry of `added_tokens`. */
interface Added {
  readonly id: number;
  readonly content: string;
  readonly special?: boolean;
}

/** The parsed files. `config` is tokenizer_config.json, null where the folder has none; `model` is config.json. */
export interface TokenizerFiles {
  readonly json: unknown;
  readonly config: unknown;
  readonly model: unknown;
}

/** What a file lacks or says wrongly, on its way to an `Answer`. */
class Refusal extends Error {}

/**
 * The tokenizer of a checkpoint: byte pairs over bytes (Qwen2, SmolLM2, LLaMA 3) or over characters with bytes for the
 * rest (LLaMA 1 and 2). Everything else is a fault 'tokenizer' that names the field.
 */
export function createBroughtTokenizer(files: TokenizerFiles): Answer<BroughtTokenizer> {
  try {
    return { ok: true, value: create(files) };
  } catch (cause) {
    const subject = cause instanceof Refusal ? cause.message : `tokenizer.json: ${messageOf(cause)}`;
    return { ok: false, trouble: { kind: 'tokenizer', subject } };
  }
}

const LONGEST_MESSAGE = 120;
const messageOf = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).slice(0, LONGEST_MESSAGE);

function create({ json, config, model }: TokenizerFiles): BroughtTokenizer {
  const file = fieldsOf(json, 'tokenizer.json');
  const settings = config === null ? {} : fieldsOf(config, 'tokenizer_config.json');
  const numbers = model === null ? {} : fieldsOf(model, 'config.json');
  const { type, vocab } = fieldsOf(file['model'], 'tokenizer.json: model');
  if (type !== 'BPE') throw new Refusal(`tokenizer.json: model.type ${JSON.stringify(type)}`);
  const added = addedOf(file['added_tokens'] ?? []);
  const size = sizeOf(fieldsOf(vocab, 'tokenizer.json: model.vocab'), added);
  const most = numbers['vocab_size'];
  if (typeof most === 'number' && size > most) throw new Refusal(`config.json: vocab_size ${most} < ${size}`);

  // Of the settings nothing concerns byte pairs; the library gets none, so that none can surprise it.
  const tokenizer = new HuggingFaceTokenizer({ ...EMPTY, ...file, added_tokens: added }, {});
  const encode = (text: string, marked = false): number[] =>
    tokenizer.encode(text, { add_special_tokens: marked }).ids;
  const idOf = (token: unknown): number | null => {
    const content = typeof token === 'object' && token !== null && 'content' in token ? token.content : token;
    return typeof content === 'string' ? (tokenizer.token_to_id(content) ?? null) : null;
  };
  const eos = idOf(settings['eos_token']) ?? firstId(numbers['eos_token_id'], size);
  if (eos === null) throw new Refusal('tokenizer_config.json: eos_token');

  const special = new Set(added.filter((token) => token.special).map(({ id }) => id));
  const isWritten = (id: number): boolean => !special.has(id) && tokenizer.id_to_token(id) !== undefined;
  return {
    size,
    bos: bosOf(encode, idOf(settings['bos_token']), settings['add_bos_token'], special),
    eos,
    pad: idOf(settings['pad_token']) ?? eos,
    hasChatTemplate: settings['chat_template'] !== undefined && settings['chat_template'] !== null,
    encode: (text) => encode(text),
    decode: (ids) => {
      const written = ids.filter(isWritten);
      return written.length === 0 ? '' : tokenizer.decode(written, { clean_up_tokenization_spaces: false });
    },
  };
}

/** Parts that a file may leave out, and the library may not. */
const EMPTY = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };

function fieldsOf(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal(name);
  return value as Record<string, unknown>;
}

const isId = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31;

function addedOf(value: unknown): readonly Added[] {
  const isAdded = (each: unknown): each is Added =>
    typeof each === 'object' &&
    each !== null &&
    'id' in each &&
    isId(each.id) &&
    'content' in each &&
    typeof each.content === 'string' &&
    each.content !== '';
  if (!Array.isArray(value) || !value.every(isAdded)) throw new Refusal('tokenizer.json: added_tokens');
  return value;
}

function sizeOf(vocab: Record<string, unknown>, added: readonly Added[]): number {
  let largest = -1;
  // A loop: a vocabulary has more entries than a call may have arguments.
  for (const [token, id] of Object.entries(vocab)) {
    if (!isId(id)) throw new Refusal(`tokenizer.json: model.vocab[${JSON.stringify(token)}]`);
    if (id > largest) largest = id;
  }
  for (const { id } of added) if (id > largest) largest = id;
  if (largest < 0) throw new Refusal('tokenizer.json: model.vocab');
  // The library keeps an array as long as the largest id: one far away would take memory that the file does not have.
  if (largest >= 2 * (Object.keys(vocab).length + added.length) + SLACK) {
    throw new Refusal('tokenizer.json: model.vocab');
  }
  return largest + 1;
}

/** Ids that a vocabulary may leave unused. */
const SLACK = 1024;

/** config.json gives one id, or several, of which the first ends a text. */
function firstId(value: unknown, size: number): number | null {
  const first = Array.isArray(value) ? value[0] : value;
  return isId(first) && first < size ? first : null;
}

/** What stands before a text by the file's own post-processor, unless the settings say otherwise. */
function bosOf(
  encode: (text: string, marked: boolean) => readonly number[],
  named: number | null,
  setting: unknown,
  special: ReadonlySet<number>,
): number | null {
  if (setting === false) return null;
  if (setting === true) return named;
  const [first] = encode('a', true);
  return first !== undefined && special.has(first) && first !== encode('a', false)[0] ? first : null;
}

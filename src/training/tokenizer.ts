import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';

/** Text to token ids and back. */
export interface Tokenizer {
  /** Size of the vocabulary. */
  readonly size: number;
  readonly pad: number;
  readonly bos: number;
  readonly eos: number;
  /** Token ids of a text, without marks of beginning and end. The text's own "<eos>" is read as letters. */
  encode(text: string): number[];
  /** The text of token ids; the special tokens are left out. `decode(encode(text))` is `text`. */
  decode(ids: readonly number[]): string;
}

/** What is read here of tokenizer.json and tokenizer_config.json. */
interface TokenizerFile {
  readonly added_tokens: readonly { readonly id: number; readonly content: string }[];
}

interface TokenizerConfig {
  readonly pad_token: string;
  readonly bos_token: string;
  readonly eos_token: string;
}

/**
 * The tokenizer of a `tokenizer.json` and a `tokenizer_config.json` in Hugging Face's format; throws an Error for files
 * that are not.
 *
 * The file itself puts a space before every text and takes it away afterwards (LLaMA's habit too): so a word is the
 * same token at the beginning of a text as inside it, and the ids of a prompt and of its answer can be joined.
 */
export function createTokenizer(json: object, config: object): Tokenizer {
  const { added_tokens } = json as TokenizerFile;
  const { pad_token, bos_token, eos_token } = config as TokenizerConfig;
  // Without its special tokens the library reads "<eos>" in a text as the letters that it is.
  const tokenizer = new HuggingFaceTokenizer({ ...json, added_tokens: [] }, config);
  const special = new Set(added_tokens.map(({ id }) => id));

  const idOf = (token: string) => {
    const id = added_tokens.find(({ content }) => content === token)?.id;
    if (id === undefined) throw new Error(`The tokenizer has no special token ${JSON.stringify(token)}`);
    return id;
  };

  return {
    size: tokenizer.get_vocab().size,
    pad: idOf(pad_token),
    bos: idOf(bos_token),
    eos: idOf(eos_token),
    encode: (text) => tokenizer.encode(text, { add_special_tokens: false }).ids,
    decode: (ids) => {
      const plain = ids.filter((id) => !special.has(id));
      return plain.length === 0 ? '' : tokenizer.decode(plain, { clean_up_tokenization_spaces: false });
    },
  };
}

/** Tiny tokenizer files in the three forms that checkpoints of the two families have. */

/** GPT-2's letters for bytes, in the order of the bytes. */
const BYTES: readonly string[] = (() => {
  const printable = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : next++));
})();

/** A text's bytes as those letters: `" the"` is `Ġthe`. */
const letters = (text: string): string[] =>
  [...new TextEncoder().encode(text)].map((byte) => BYTES[byte] as string);

/** The merges that make each word one token, from its beginning on; a space before it comes last. */
function mergesFor(words: readonly string[], split: (word: string) => string[]): [string, string][] {
  const merges = new Map<string, [string, string]>();
  for (const word of words) {
    const merge = (one: string, two: string): string => {
      merges.set(`${one} ${two}`, [one, two]);
      return one + two;
    };
    const [first = '', ...rest] = split(word.trimStart());
    const made = rest.reduce(merge, first);
    if (word.startsWith(' ')) merge(split(' ').join(''), made);
  }
  return [...merges.values()];
}

const numbered = (tokens: Iterable<string>): Record<string, number> =>
  Object.fromEntries([...new Set(tokens)].map((token, id) => [token, id]));

const special = (id: number, content: string) => ({
  ...{ id, content, special: true, normalized: false, single_word: false, lstrip: false, rstrip: false },
});

const WORDS = ['the', ' the', 'cat', ' cat', ' sat', ' red', ' blue', '你', '你好', '世界'];

interface TokenizerFiles {
  readonly json: Record<string, unknown> & { model: Record<string, unknown> };
  readonly config: Record<string, unknown>;
}

function byteLevel(
  tokens: readonly string[],
  preTokenizers: readonly object[],
  more: object,
): TokenizerFiles {
  const merges = mergesFor(WORDS, letters);
  const vocab = numbered([...BYTES, ...merges.map((pair) => pair.join(''))]);
  const size = Object.keys(vocab).length;
  return {
    json: {
      version: '1.0',
      added_tokens: tokens.map((content, index) => special(size + index, content)),
      normalizer: null,
      pre_tokenizer: { type: 'Sequence', pretokenizers: preTokenizers },
      post_processor: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
      decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
      model: { type: 'BPE', vocab, merges: merges.map((pair) => pair.join(' ')), byte_fallback: false },
      ...more,
    },
    config: {},
  };
}

/** As SmolLM2 has it: digits apart, one token for beginning and end, none put before a text. */
export function smolTokenizer(): TokenizerFiles {
  const end = '<|endoftext|>';
  const files = byteLevel(
    [end, '<|im_start|>', '<|im_end|>'],
    [
      { type: 'Digits', individual_digits: true },
      { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    ],
    {},
  );
  return { ...files, config: { bos_token: end, eos_token: end, tokenizer_class: 'GPT2Tokenizer' } };
}

const QWEN_PATTERN =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/** As Qwen2.5 has it: its own pattern, NFC, no token for the beginning, a token that is added and not special. */
export function qwenTokenizer(): TokenizerFiles {
  const files = byteLevel(
    ['<|endoftext|>', '<|im_start|>', '<|im_end|>'],
    [
      { type: 'Split', pattern: { Regex: QWEN_PATTERN }, behavior: 'Isolated', invert: false },
      { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    ],
    { normalizer: { type: 'NFC' } },
  );
  const added = files.json['added_tokens'] as { id: number }[];
  const last = Math.max(...added.map(({ id }) => id));
  return {
    json: {
      ...files.json,
      added_tokens: [...added, { ...special(last + 1, '<tool_call>'), special: false }],
    },
    config: {
      ...{ add_bos_token: false, bos_token: null, eos_token: '<|im_end|>', pad_token: '<|endoftext|>' },
      chat_template: '{% for message in messages %}…{% endfor %}',
    },
  };
}

/** As LLaMA 2 has it: characters, bytes for those that have no token, a space before every text, `<s>` before all. */
export function llamaTokenizer(): TokenizerFiles {
  const merges = mergesFor(WORDS, (word) => [...word.replaceAll(' ', '▁')]);
  const bytes = Array.from(
    { length: 256 },
    (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  );
  const characters = [...WORDS.join('').replaceAll(' ', '▁')];
  const vocab = numbered([
    '<unk>',
    '<s>',
    '</s>',
    ...bytes,
    ...characters,
    ...merges.map((pair) => pair.join('')),
  ]);
  return {
    json: {
      version: '1.0',
      added_tokens: ['<unk>', '<s>', '</s>'].map((content, id) => special(id, content)),
      normalizer: {
        type: 'Sequence',
        normalizers: [
          { type: 'Prepend', prepend: '▁' },
          { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
        ],
      },
      pre_tokenizer: null,
      post_processor: {
        type: 'TemplateProcessing',
        single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
        pair: [],
        special_tokens: { '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] } },
      },
      decoder: {
        type: 'Sequence',
        decoders: [
          { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
          { type: 'ByteFallback' },
          { type: 'Fuse' },
          { type: 'Strip', content: ' ', start: 1, stop: 0 },
        ],
      },
      model: {
        ...{ type: 'BPE', unk_token: '<unk>', fuse_unk: true, byte_fallback: true, vocab },
        merges: merges.map((pair) => pair.join(' ')),
      },
    },
    config: {
      ...{ add_bos_token: true, add_eos_token: false },
      bos_token: { __type: 'AddedToken', content: '<s>' },
      eos_token: { __type: 'AddedToken', content: '</s>' },
      pad_token: null,
    },
  };
}

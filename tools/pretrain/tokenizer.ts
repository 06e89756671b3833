/**
 * `node --import ./tools/lib/extensions.mjs tools/pretrain/tokenizer.ts`: writes the tiny model's tokenizer,
 * public/models/tiny/tokenizer.json and tokenizer_config.json. The words are those of 20,000 stories and of 5,000
 * examples of each task, so that each is one token; all else falls back to its bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../src/training/random.ts';
import { TASKS } from '../../src/training/tasks/index.ts';
import { corpusStory } from '../../src/training/text/corpus.ts';
import { runAsCommand } from '../lib/command.mjs';
import { ROOT } from '../lib/npm.mjs';
import { writeDigests } from './digests.ts';

const FOLDER = join(ROOT, 'public', 'models', 'tiny');
const SIZE = 768;
const SEED = 0;
const STORIES = 20_000;
const EXAMPLES = 5_000;
/** The model's context. */
const MAX_LENGTH = 128;

const SPECIAL = ['<pad>', '<bos>', '<eos>', '<unused>'];

/** GPT-2's pattern: words with their space, numerals, signs, white space. */
const PIECES = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/**
 * GPT-2's letter for each byte: itself where it can be seen, else the next of the code points from 256 on. A space is
 * "Ġ" (288), a line break "Ċ" (266).
 */
const BYTE_LETTERS: readonly string[] = (() => {
  const isVisible = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(isVisible(byte) ? byte : next++));
})();

function letters(piece: string): string {
  return [...new TextEncoder().encode(piece)].map((byte) => BYTE_LETTERS[byte]).join('');
}

/** All words and signs, sorted; numerals are left to their digits. */
function words(): string[] {
  const found = new Set<string>();
  const collect = (text: string) => {
    for (const piece of ` ${text}`.match(PIECES) ?? []) if (!/\p{N}/u.test(piece)) found.add(letters(piece));
  };
  for (let i = 0; i < STORIES; i++) collect(corpusStory(SEED, i));
  for (const task of TASKS) {
    const random = createRandom(SEED, 'tokenizer', task.id);
    for (const { prompt, answer } of [
      ...Array.from({ length: EXAMPLES }, () => task.example(random)),
      ...task.heldOut(EXAMPLES),
    ]) {
      collect(prompt);
      collect(answer);
    }
  }
  // A single byte has its token already.
  return [...found].filter((word) => word.length > 1).sort();
}

/** Specials, bytes, words, and tokens that no text has, up to SIZE. */
function vocabulary(): Record<string, number> {
  const tokens = [...SPECIAL, ...BYTE_LETTERS, ...words()];
  if (tokens.length > SIZE) throw new Error(`The vocabulary has ${tokens.length} tokens, more than ${SIZE}.`);
  for (let i = 0; tokens.length < SIZE; i++) tokens.push(`<unused${i}>`);
  return Object.fromEntries(tokens.map((token, id) => [token, id]));
}

function tokenizer(vocab: Record<string, number>): object {
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: { type: 'Prepend', prepend: ' ' },
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: {
      type: 'Sequence',
      decoders: [byteLevel, { type: 'Strip', content: ' ', start: 1, stop: 0 }],
    },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: true,
      vocab,
      merges: [],
    },
  };
}

const CONFIG = {
  tokenizer_class: 'PreTrainedTokenizerFast',
  bos_token: '<bos>',
  eos_token: '<eos>',
  pad_token: '<pad>',
  clean_up_tokenization_spaces: false,
  model_max_length: MAX_LENGTH,
};

await runAsCommand(import.meta.url, async () => {
  const vocab = vocabulary();
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'tokenizer.json'), `${JSON.stringify(tokenizer(vocab), null, 2)}\n`);
  writeFileSync(join(FOLDER, 'tokenizer_config.json'), `${JSON.stringify(CONFIG, null, 2)}\n`);
  writeDigests();
  const unused = Object.keys(vocab).filter((token) => token.startsWith('<unused')).length;
  console.log(`${SIZE} tokens, ${unused} of them unused.`);
});

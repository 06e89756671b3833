import type { RunSetup } from '../laboratory/api';
import { zip } from './archive';
import { type ReadmeWords, readme } from './readme';
import { type Files, type Trained, trainedFiles, utf8, within } from './write';

/** The site's own note in a zip: with what set-up something was trained, for when it comes back. */
export const RUN_FILE = 'low-rank.json';

/** What goes into a zip besides what was trained. */
export interface Around {
  readonly setup: RunSetup;
  readonly step: number;
  /** The base model's files as they are served. */
  readonly base: Files;
  readonly words: ReadmeWords;
  /** What the README's lines ask. */
  readonly prompt: string;
  /** Tokens of the task's longest answer, with its end. */
  readonly longest: number;
}

/** The files that a tokenizer needs beside a model's own. */
const TOKENIZER = ['tokenizer.json', 'tokenizer_config.json'];

/**
 * One zip that needs nothing else: what was trained, the base, and a README with the lines that load them.
 *
 * @throws PeftError
 */
export function bundle(trained: Trained, around: Around): Uint8Array<ArrayBuffer> {
  return zip(bundleFiles(trained, around));
}

/** The same before it is packed. */
export function bundleFiles(trained: Trained, { setup, step, base, words, prompt, longest }: Around): Files {
  const files = trainedFiles(trained);
  const tokenizer = Object.fromEntries(
    TOKENIZER.flatMap((name) => (base[name] ? [[name, base[name]] as const] : [])),
  );
  // Whole models stand alone: their tokenizer goes with them, and full fine-tuning needs no base.
  const whole = ['model', 'merged'].filter((folder) =>
    Object.keys(files).some((path) => path.startsWith(`${folder}/`)),
  );
  const all: Files = {
    ...files,
    ...Object.assign({}, ...whole.map((folder) => within(folder, tokenizer))),
    ...(trained.method === 'full' ? {} : within('base', base)),
  };
  const { ownSource: _code, ...rest } = setup;
  const note = { version: 1, step, setup: { ...rest, methods: [trained.method] } };
  return {
    'README.md': utf8(readme(trained.method, words, Object.keys(all), prompt, longest)),
    [RUN_FILE]: utf8(`${JSON.stringify(note, null, 2)}\n`),
    ...all,
  };
}

import type { MethodId } from '../methods/method';
import { PYTHON_4_BIT, pythonInstall, pythonLines } from './python';

/** The sentences of a README, in the reader's language. */
export interface ReadmeWords {
  readonly title: string;
  /** What was trained, on what, and for how long. */
  readonly about: string;
  readonly load: string;
  /** To be said before the lines: install this, and run the lines where the zip was unpacked. */
  readonly install: string;
  readonly folders: string;
  /** What each folder holds; those that are not in the zip are not mentioned. */
  readonly folder: Readonly<Record<ReadmeFolder, string>>;
  /** How QLoRA's base is held in 4 bits on a card. */
  readonly fourBit: string;
  readonly back: string;
}

export const README_FOLDERS = ['adapter', 'hub', 'base', 'base-dequantized', 'merged', 'model'] as const;
export type ReadmeFolder = (typeof README_FOLDERS)[number];

/** Tokens of the answer that the README's lines ask for, where none is longer. */
const TOKENS = 24;

/**
 * `README.md`: what the zip holds, and the lines of Python that load it.
 *
 * @param longest tokens of the longest answer, with its end
 */
export function readme(
  method: MethodId,
  words: ReadmeWords,
  paths: readonly string[],
  prompt: string,
  longest: number,
): string {
  const folders = README_FOLDERS.filter((name) =>
    name === 'hub'
      ? method === 'adapter'
      : !(name === 'adapter' && method === 'adapter') && paths.some((path) => path.startsWith(`${name}/`)),
  );
  const parts = [
    `# ${words.title}`,
    words.about,
    `## ${words.load}`,
    words.install,
    fenced('sh', pythonInstall(method)),
    fenced('python', pythonLines(method, prompt, Math.max(TOKENS, longest))),
    ...(method === 'qlora' ? [words.fourBit, fenced('python', PYTHON_4_BIT)] : []),
    `## ${words.folders}`,
    folders.map((name) => `- \`${name === 'hub' ? 'adapter' : name}/\`: ${words.folder[name]}`).join('\n'),
    words.back,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** A fence longer than any row of backticks inside: prompts are the reader's own text. */
function fenced(language: string, code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([row]) => row.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.trimEnd()}\n${fence}`;
}

import type { Translate } from '../../i18n/translate';
import { README_FOLDERS, type ReadmeFolder, type ReadmeWords } from '../../training/peft/readme';

/** The sentences of a zip's README, in the reader's language. */
export function readmeWords(method: string, task: string, step: number, translate: Translate): ReadmeWords {
  const say = (key: string): string => translate(`lab.adapters.readme.${key}`, { method, task, step });
  const folder = README_FOLDERS.map((name) => [name, say(`folder.${name}`)] as const);
  return {
    title: say('title'),
    about: say('about'),
    load: say('load'),
    install: say('install'),
    folders: say('folders'),
    folder: Object.fromEntries(folder) as Record<ReadmeFolder, string>,
    fourBit: say('fourBit'),
    back: say('back'),
  };
}

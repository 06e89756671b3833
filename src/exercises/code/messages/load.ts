import { flatten, type Nested } from '../../../i18n/flatten';
import type { Language } from '../../../i18n/languages';
import { type Translate, translator } from '../../../i18n/translate';

/** The section `codeExercise` of the interface's messages in one language, fetched with the first exercise in code. */
export async function loadCodeWords(language: Language): Promise<Translate> {
  const { codeExercise } = await (language === 'zh' ? import('./zh') : import('./en'));
  return translator(language, flatten({ codeExercise } as Nested));
}

import { formatPlain } from '../../i18n/format';
import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import type { LinkProblem, Problem } from './state';

/** Learning rates have bounds as small as this many places. */
const MOST_DIGITS = 6;

/** A refused value, in the reader's language, to stand beside its control. */
export function describeProblem(
  problem: Problem,
  { language, translate }: { language: Language; translate: Translate },
): string {
  const given = problem.given;
  switch (problem.kind) {
    case 'range':
      return translate('figure.problem.range', {
        given,
        min: formatPlain(problem.min, language, MOST_DIGITS),
        max: formatPlain(problem.max, language, MOST_DIGITS),
      });
    case 'choice':
      return translate('figure.problem.choice', { given });
    default:
      return translate(`figure.problem.${problem.kind}`, { given });
  }
}

export function describeLinkProblem(problem: LinkProblem, translate: Translate): string {
  return translate(`figure.problem.${problem.kind}`, { given: problem.given });
}

import type { Translate } from '../../i18n/translate';
import type { Fault } from './outcome';
import type { Complaint } from './task';

/** What stopped the code, with its line where there is one. */
export function faultSentence(fault: Fault, translate: Translate): string {
  const sentence = translate(`codeExercise.fault.${fault.kind}`, valuesOf(fault));
  if (fault.line > 0) {
    // A limit is met somewhere between two calls.
    const near = fault.kind === 'time' || fault.kind === 'memory';
    return translate(near ? 'codeExercise.fault.near' : 'codeExercise.fault.line', {
      line: fault.line,
      sentence,
    });
  }
  return sentence.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}

function valuesOf(fault: Fault): Record<string, string | number> {
  switch (fault.kind) {
    case 'syntax':
    case 'thrown':
      return { message: fault.message };
    case 'time':
      return { seconds: fault.milliseconds / 1000 };
    case 'memory':
      return { megabytes: Math.round(fault.bytes / 2 ** 20) };
    case 'sourceTooLong':
    case 'tooMuch':
      return { limit: fault.limit };
    case 'noFunction':
    case 'outside':
      return { name: fault.name };
    case 'recursion':
    case 'noImport':
    case 'refused':
      return {};
  }
}

/** What is wrong with the form of a returned value. Numbers are places and lengths, and stay as they are. */
export function complaintSentence({ complaint, values = {} }: Complaint, translate: Translate): string {
  const shown = Object.entries(values).map(([name, value]) => [
    name,
    String(value).startsWith('kind.') ? translate(`codeExercise.${value}`) : String(value),
  ]);
  return translate(`codeExercise.returned.${complaint}`, Object.fromEntries(shown));
}

import { commandsOf } from './launch';
import { factoryCommand, factoryInstall } from './llamaFactory';
import { memoryLines, type Words } from './memoryComment';
import type { Plan } from './plan';
import type { Mapped, Reason } from './request';

export function sayReason({ id, parameters }: Reason, { translate }: Words): string {
  return translate(`recipe.reason.${id}`, parameters);
}

/** `README.md`: what to install and to run, what it should take, and what became of each option. */
export function readme(plan: Plan, mapped: readonly Mapped[], factory: Reason | null, words: Words): string {
  const { translate } = words;
  const say = (id: string, parameters = {}): string => translate(`recipe.readme.${id}`, parameters);
  const block = (language: string, ...lines: string[]): string =>
    [`\`\`\`${language}`, ...lines, '```'].join('\n');
  const { card, node, nodes } = commandsOf(plan);
  const rows = mapped.map(({ field, options, reasons }) =>
    [
      translate(`recipe.field.${field}`),
      options.map((option) => `\`${option}\``).join(', '),
      reasons.map((reason) => sayReason(reason, words)).join(' '),
    ]
      .map((cell) => ` ${cell.replaceAll('|', '\\|')} `)
      .join('|'),
  );
  const notes = plan.reasons.map((reason) => `- ${sayReason(reason, words)}`);
  return [
    `# ${say('title', { model: plan.request.model?.name ?? plan.repository })}`,
    `${say('lead')}`,
    `## ${say('install')}`,
    block('sh', 'python -m venv .venv', '. .venv/bin/activate', 'pip install -r requirements.txt'),
    ...(plan.gated ? [say('gated'), block('sh', 'hf auth login')] : []),
    `## ${say('data')}`,
    say('dataText'),
    `## ${say('run')}`,
    say('runText'),
    block('sh', `# ${translate('recipe.launch.card')}`, card),
    block('sh', `# ${translate('recipe.launch.node')}`, node),
    block('sh', `# ${translate('recipe.launch.nodes')}`, nodes),
    `## ${say('memory')}`,
    block('text', ...memoryLines(plan, words)),
    '## LLaMA-Factory',
    ...(factory
      ? [sayReason(factory, words)]
      : [say('factory'), block('sh', factoryInstall(plan), factoryCommand(plan))]),
    ...(notes.length > 0 ? [`## ${say('notes')}`, notes.join('\n')] : []),
    `## ${say('options')}`,
    [
      `|${say('option')}|${say('writtenAs')}|${say('remark')}|`,
      '|---|---|---|',
      ...rows.map((row) => `|${row}|`),
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

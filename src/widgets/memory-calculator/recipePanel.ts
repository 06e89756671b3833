import { strToU8, zipSync } from 'fflate';
import { formatBytes } from '../../i18n/format';
import { type Recipe, type RecipeFile, recipeOf, SHARDINGS, type Sharding, sayReason } from '../../recipes';
import { setText } from '../base/barsFigure';
import { download } from '../base/exports';
import type { WidgetContext } from '../base/widget';
import type { CalculatorState } from '../shared/calculatorState';
import { recipeRequestOf } from './recipeRequest';

export interface RecipePanel {
  update(state: CalculatorState): void;
}

const ZIP_NAME = 'low-rank-recipe.zip';

/** The recipe of the present state: its files with their copy buttons, the zip, and what could not be written, and why. */
export function createRecipePanel(place: HTMLElement, context: WidgetContext<CalculatorState>): RecipePanel {
  const { translate, language, signal } = context;
  let sharding: Sharding = 'deepspeed';
  let files: readonly RecipeFile[] = [];
  let shown = '';

  const told = make('p', 'recipe-told');
  told.setAttribute('role', 'status');
  const total = make('p', 'recipe-total');
  const select = shardingSelect(place.id, context, (chosen) => {
    sharding = chosen;
    update(context.get());
  });
  const zip = make('button', '', translate('recipe.zip'));
  zip.type = 'button';
  zip.dataset['recipeZip'] = '';
  zip.addEventListener('click', () => download(zipped(files), ZIP_NAME), { signal });
  const tools = make('div', 'figure-compare');
  tools.append(select.field, zip);
  const notes = make('details', 'recipe-notes');
  const list = make('div', 'recipe-files');
  place.replaceChildren(
    make('p', 'answers-title', translate('recipe.title')),
    make('p', '', translate('recipe.lead')),
    total,
    tools,
    told,
    notes,
    list,
  );

  const copy = async ({ name, text }: RecipeFile): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setText(told, translate('recipe.copied', { file: name }));
    } catch {
      setText(told, translate('recipe.copyFailed'));
    }
  };
  const update = (state: CalculatorState): void => {
    const request = recipeRequestOf(state, sharding);
    const recipe = recipeOf(request, context);
    const key = JSON.stringify([recipe.files, recipe.reasons]);
    if (key === shown) return;
    shown = key;
    files = recipe.files;
    setText(told, '');
    const possible = recipe.total !== null;
    setText(
      total,
      recipe.total === null
        ? translate('recipe.none')
        : translate('recipe.expected', { total: formatBytes(recipe.total, state.unit, language) }),
    );
    tools.hidden = !possible;
    select.field.hidden = request.setup.gpus === 1 || (state.view === 'detailed' && request.setup.zero === 0);
    showNotes(notes, recipe, context);
    const open = new Set([...list.querySelectorAll('details[open]')].map(({ id }) => id));
    if (list.childElementCount === 0) open.add(`${place.id}-train.py`);
    list.replaceChildren(
      ...recipe.files.map((file) => fileEntry(file, `${place.id}-${file.name}`, open, context, copy)),
    );
  };
  return { update };
}

function shardingSelect(
  id: string,
  { translate, signal }: WidgetContext<CalculatorState>,
  choose: (sharding: Sharding) => void,
): { readonly field: HTMLElement } {
  const field = make('label', 'recipe-sharding', translate('recipe.sharding'));
  const select = make('select', '');
  select.id = `${id}-sharding`;
  select.dataset['recipeSharding'] = '';
  for (const name of SHARDINGS) {
    const option = make('option', '', translate(`recipe.shardings.${name}`));
    option.value = name;
    select.append(option);
  }
  select.addEventListener('change', () => choose(select.value as Sharding), { signal });
  field.append(select);
  return { field };
}

function showNotes(notes: HTMLDetailsElement, recipe: Recipe, context: WidgetContext<CalculatorState>): void {
  const { translate } = context;
  notes.hidden = recipe.reasons.length === 0;
  notes.open = recipe.files.length === 0 || notes.open;
  const count = translate('recipe.notesCount', { count: recipe.reasons.length });
  const items = recipe.reasons.map((reason) => {
    const item = make('li', '', sayReason(reason, context));
    item.dataset['reason'] = reason.id;
    return item;
  });
  const list = make('ul', '');
  list.append(...items);
  notes.replaceChildren(make('summary', '', `${translate('recipe.notes')} · ${count}`), list);
}

function fileEntry(
  file: RecipeFile,
  id: string,
  open: ReadonlySet<string>,
  { translate, signal }: WidgetContext<CalculatorState>,
  copy: (file: RecipeFile) => Promise<void>,
): HTMLElement {
  const entry = make('div', 'recipe-file');
  entry.dataset['file'] = file.name;
  const details = make('details', '');
  details.id = id;
  details.open = open.has(id);
  const text = make('pre', '');
  text.tabIndex = 0;
  text.setAttribute('role', 'region');
  text.setAttribute('aria-label', file.name);
  text.append(make('code', '', file.text));
  details.append(make('summary', '', file.name), text);
  const button = make('button', '', translate('recipe.copy'));
  button.type = 'button';
  button.dataset['recipeCopy'] = file.name;
  button.setAttribute('aria-label', translate('recipe.copyFile', { file: file.name }));
  button.addEventListener('click', () => void copy(file), { signal });
  entry.append(details, button);
  return entry;
}

/** All files in a folder of one name, so that unpacking leaves no litter. */
export function zipped(files: readonly RecipeFile[]): Blob {
  const entries = files.map(({ name, text }) => [`low-rank-recipe/${name}`, strToU8(text)] as const);
  return new Blob([zipSync(Object.fromEntries(entries))], { type: 'application/zip' });
}

function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  text = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  if (className !== '') element.className = className;
  if (text !== '') element.textContent = text;
  return element;
}

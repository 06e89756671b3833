import type { Words } from '../../shared/lab/describe';
import { make } from '../../shared/lab/lookup';

/** The elements of the view. Selects carry no names of fields: the figure's own controls are others. */
export function buildParts(id: string, { translate }: Words) {
  const select = (name: string, label: string, options: readonly (readonly [string, string])[] = []) => {
    const element = make('select', { id: `${id}-looks-${name}`, autocomplete: 'off' });
    fill(element, options, options[0]?.[0] ?? '');
    const control = make('div', { class: 'control' }, make('label', { for: element.id }, label), element);
    return { element, control };
  };
  const problem = make('p', { class: 'control-problem', id: `${id}-looks-problem`, role: 'alert' });
  problem.hidden = true;
  const text = make('textarea', {
    id: `${id}-looks-text`,
    rows: '3',
    lang: 'en',
    spellcheck: 'false',
    'aria-describedby': problem.id,
    'data-looks-text': '',
  });
  const read = make(
    'button',
    { type: 'button', class: 'lab-looks-read', 'data-looks-read': '' },
    translate('labLooks.read'),
  );
  const texts = select('texts', translate('labLooks.texts'));
  const method = select('method', translate('figure.method'));
  method.control.classList.add('lab-looks-wide');
  const layer = select('layer', translate('labLooks.layer'));
  const head = select('head', translate('labLooks.head'));
  const token = select('token', translate('labLooks.token'));
  const sublayer = select('sublayer', translate('labLooks.sublayer.label'), [
    ['feedForward', translate('labLooks.sublayer.feedForward')],
    ['attention', translate('labLooks.sublayer.attention')],
  ]);
  const nowLabel = make('span', {});
  const moment = (value: string, label: HTMLElement) => {
    const input = make('input', { type: 'radio', name: `${id}-looks-moment`, value, autocomplete: 'off' });
    return { input, label: make('label', { class: 'option' }, input, label) };
  };
  const start = moment('start', make('span', {}, translate('labLooks.start')));
  const now = moment('now', nowLabel);
  const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  drawing.setAttribute('class', 'sketch sketch-attention sketch-looks');
  drawing.setAttribute('role', 'img');
  drawing.setAttribute('viewBox', '0 0 640 10');
  const table = (label: string) => {
    const element = make('table', {}, make('thead'), make('tbody'));
    return {
      element,
      scroll: make(
        'div',
        { class: 'table-scroll', tabindex: '0', role: 'group', 'aria-label': label },
        element,
      ),
    };
  };
  const data = table(translate('figure.showData'));
  const headsData = table(translate('labLooks.heads'));
  const promptData = table(translate('labLooks.prompt.title'));
  const latencyData = table(translate('labLooks.latency.title'));
  const details = (label: string, ...content: Node[]) =>
    make('details', { class: 'figure-data' }, make('summary', {}, label), ...content);
  const heads = details(translate('labLooks.heads'), headsData.scroll);
  const result = make('p', { class: 'figure-result', 'aria-live': 'polite', 'data-looks-result': '' });
  const picture = make(
    'div',
    {},
    make(
      'div',
      { class: 'lab-looks-controls' },
      method.control,
      make(
        'fieldset',
        { class: 'control control-options' },
        make('legend', {}, translate('labLooks.moment')),
        make('div', { class: 'options' }, start.label, now.label),
      ),
      layer.control,
      head.control,
      sublayer.control,
      token.control,
    ),
    drawing,
    result,
    details(translate('figure.showData'), data.scroll),
    heads,
  );
  const promptResult = make('p', { class: 'figure-result', 'data-looks-nearest': '' });
  const subtitle = (label: string) => make('p', { class: 'lab-looks-title' }, label);
  const prompt = make(
    'div',
    {},
    subtitle(translate('labLooks.prompt.title')),
    promptResult,
    promptData.scroll,
  );
  const latencyCaption = make('p', { class: 'lab-run-note' });
  const latencyResult = make('p', { class: 'figure-result' });
  const latency = make(
    'div',
    { 'data-latency': '' },
    subtitle(translate('labLooks.latency.title')),
    latencyCaption,
    latencyData.scroll,
    latencyResult,
  );
  const tip = make('p', { class: 'figure-tip' });
  const told = make('p', { class: 'lab-run-note', role: 'status' });
  const children = [
    subtitle(translate('labLooks.title')),
    tip,
    make(
      'div',
      { class: 'lab-looks-text' },
      texts.control,
      make(
        'div',
        { class: 'control' },
        make('label', { for: text.id }, translate('labLooks.text')),
        text,
        problem,
      ),
      read,
    ),
    told,
    picture,
    prompt,
    latency,
  ];
  return {
    ...{ children, tip, told, texts: texts.element, text, problem, read, picture, drawing, result },
    ...{ method: method.element, layer: layer.element, head: head.element, token: token.element },
    ...{ sublayer: sublayer.element, moments: [start.input, now.input], nowLabel, table: data.element },
    ...{ heads, headsTable: headsData.element, prompt, promptResult, promptTable: promptData.element },
    ...{ latency, latencyCaption, latencyResult, latencyTable: latencyData.element },
  };
}

/** Options of a select, made anew only where they are other ones: a list that stands open would close. */
export function fill(
  select: HTMLSelectElement,
  options: readonly (readonly [string, string])[],
  value: string,
): void {
  const shown = [...select.options].map((option) => `${option.value} ${option.text}`).join('\n');
  if (shown !== options.map(([each, label]) => `${each} ${label}`).join('\n')) {
    select.replaceChildren(...options.map(([each, label]) => make('option', { value: each }, label)));
  }
  if (select.value !== value) select.value = value;
}

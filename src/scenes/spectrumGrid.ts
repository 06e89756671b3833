import { layoutSparks, moveInGrid, SPARK, type SpectrumGrid } from './spectrumGridLayout';

export interface SpectrumGridOptions {
  readonly texts: {
    readonly label: string;
    /** A cell's name: “q_proj, layer 2”. */
    readonly cell: (row: string, column: string) => string;
  };
  readonly onSelect: (cell: { readonly row: number; readonly column: number }) => void;
}

export interface SpectrumGridScene {
  update(model: SpectrumGrid): void;
  resize(): void;
  dispose(): void;
}

const SVG = 'http://www.w3.org/2000/svg';

/** A grid of sparks with one tab stop: arrows move within it, Enter, Space or a click selects. */
export function createSpectrumGrid(host: HTMLElement, options: SpectrumGridOptions): SpectrumGridScene {
  const grid = document.createElement('div');
  grid.className = 'spark-grid';
  grid.setAttribute('role', 'grid');
  grid.setAttribute('aria-label', options.texts.label);
  host.append(grid);
  let model: SpectrumGrid | null = null;
  let shape = '';
  let at = { row: 0, column: 0 };
  let buttons: HTMLButtonElement[][] = [];
  const listening = new AbortController();

  /** Only new rows or columns make new elements: focus must stay where it is while a run goes on. */
  function build({ rows, columns }: SpectrumGrid): void {
    const next = JSON.stringify([rows, columns]);
    if (next === shape) return;
    shape = next;
    grid.style.setProperty('--columns', String(columns.length));
    const head = line('spark-row', [corner(), ...columns.map((name) => header('columnheader', name))]);
    buttons = rows.map((row) => columns.map((column) => cell(options.texts.cell(row, column))));
    const lines = rows.map((name, row) =>
      line('spark-row', [header('rowheader', name), ...(buttons[row] ?? [])]),
    );
    grid.replaceChildren(head, ...lines);
  }

  function draw(): void {
    if (!model) return;
    build(model);
    const { selected, rows, columns } = model;
    at = { row: Math.min(at.row, rows.length - 1), column: Math.min(at.column, columns.length - 1) };
    // Where nobody is moving in it, the tab stop is the selected cell.
    if (selected && !grid.matches(':focus-within')) at = selected;
    const sparks = layoutSparks(model.cells);
    buttons.forEach((line, row) => {
      line.forEach((button, column) => {
        const chosen = selected?.row === row && selected.column === column;
        button.tabIndex = at.row === row && at.column === column ? 0 : -1;
        button.setAttribute('aria-selected', String(chosen));
        drawSpark(button, sparks.get(`${row},${column}`) ?? []);
      });
    });
  }

  function placeOf(target: EventTarget | null): { row: number; column: number } | null {
    const button = target instanceof Element ? target.closest('button') : null;
    if (!button) return null;
    const row = buttons.findIndex((line) => line.includes(button));
    return row < 0 ? null : { row, column: buttons[row]?.indexOf(button) ?? 0 };
  }

  grid.addEventListener(
    'keydown',
    (event) => {
      const from = placeOf(event.target);
      if (!from || event.altKey || event.ctrlKey || event.metaKey) return;
      const to = moveInGrid(event.key, from, { rows: buttons.length, columns: buttons[0]?.length ?? 0 });
      if (!to) return;
      event.preventDefault();
      const [old, next] = [buttons[from.row]?.[from.column], buttons[to.row]?.[to.column]];
      if (old) old.tabIndex = -1;
      if (next) next.tabIndex = 0;
      at = to;
      next?.focus();
    },
    { signal: listening.signal },
  );
  grid.addEventListener(
    'click',
    (event) => {
      const place = placeOf(event.target);
      if (!place) return;
      const old = buttons[at.row]?.[at.column];
      const next = buttons[place.row]?.[place.column];
      if (old) old.tabIndex = -1;
      if (next) next.tabIndex = 0;
      at = place;
      options.onSelect(place);
    },
    { signal: listening.signal },
  );

  return {
    update(next) {
      model = next;
      draw();
    },
    // Sparks stretch with their cells.
    resize() {},
    dispose() {
      listening.abort();
      grid.remove();
    },
  };
}

function line(name: string, children: readonly HTMLElement[]): HTMLElement {
  const element = document.createElement('div');
  element.className = name;
  element.setAttribute('role', 'row');
  element.append(...children);
  return element;
}

/** The empty corner: a header without a text would be none. */
function corner(): HTMLElement {
  const element = header('gridcell', '');
  element.className = 'spark-columnheader';
  return element;
}

function header(role: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = `spark-${role}`;
  element.setAttribute('role', role);
  element.textContent = text;
  return element;
}

function cell(name: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'spark-cell';
  button.setAttribute('role', 'gridcell');
  button.setAttribute('aria-label', name);
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${SPARK.width} ${SPARK.height}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  button.append(svg);
  return button;
}

function drawSpark(
  button: HTMLButtonElement,
  lines: readonly { readonly key: string; readonly path: string }[],
): void {
  const svg = button.firstElementChild;
  if (!svg) return;
  while (svg.childElementCount > lines.length) svg.lastElementChild?.remove();
  lines.forEach(({ key, path }, index) => {
    const drawn = svg.children[index] ?? svg.appendChild(document.createElementNS(SVG, 'path'));
    drawn.setAttribute('class', 'spark-line');
    drawn.setAttribute('data-method', key);
    drawn.setAttribute('d', path);
  });
}

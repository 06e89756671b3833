import type { Piece, ShownMatrix } from './describe';

/** Shows an equation in its place: what `Equation.astro` does at build time. */
export function showEquation(place: HTMLElement, pieces: readonly Piece[]): void {
  place.replaceChildren(
    ...pieces.map((piece) => {
      if (piece === 'break') return span('equation-break');
      const unit = span('equation-unit');
      if (piece.sign !== '') unit.append(span('equation-sign', piece.sign));
      unit.append(matrixElement(piece.matrix));
      return unit;
    }),
  );
}

function matrixElement({ symbol, ink, shape, rows, crossed, label }: ShownMatrix): HTMLElement {
  const matrix = span('matrix');
  matrix.dataset['ink'] = ink;
  if (crossed) matrix.dataset['crossed'] = '';
  matrix.setAttribute('role', 'img');
  matrix.setAttribute('aria-label', label);
  const name = span('matrix-name');
  const bold = document.createElement('b');
  bold.textContent = symbol;
  const small = document.createElement('small');
  small.textContent = shape;
  name.append(bold, ' ', small);
  const numbers = span('matrix-numbers');
  numbers.dataset['columns'] = String(rows[0]?.length ?? 1);
  numbers.append(
    ...rows.flat().map((text) => {
      const number = document.createElement('span');
      number.textContent = text;
      return number;
    }),
  );
  matrix.append(name, numbers);
  return matrix;
}

function span(name: string, text = ''): HTMLElement {
  const element = document.createElement('span');
  element.className = name;
  element.textContent = text;
  return element;
}

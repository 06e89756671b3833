import { type Selection, select } from 'd3-selection';
import { type CodeSharesLayout, type CodeSharesModel, layoutCodeShares } from './codeSharesLayout';

export interface CodeSharesScene {
  update(model: CodeSharesModel): void;
  dispose(): void;
}

/** Keeps the drawing that the build put into `svg` up to date, at the width that the reader's screen gives it. */
export function createCodeShares(svg: SVGSVGElement): CodeSharesScene {
  const root = select(svg);
  let model: CodeSharesModel | null = null;
  let width = svg.clientWidth || svg.viewBox.baseVal.width;
  const draw = (): void => {
    if (model) drawLayout(root, layoutCodeShares(model, width));
  };
  const observer = new ResizeObserver(([entry]) => {
    const measured = Math.round(entry?.contentRect.width ?? 0);
    if (measured === 0 || measured === width) return;
    width = measured;
    draw();
  });
  observer.observe(svg);
  return {
    update(next) {
      model = next;
      draw();
    },
    dispose: () => observer.disconnect(),
  };
}

type Code = CodeSharesLayout['codes'][number];

function drawLayout(
  root: Selection<SVGSVGElement, unknown, null, undefined>,
  layout: CodeSharesLayout,
): void {
  root.attr('viewBox', `0 0 ${layout.width} ${layout.height}`).attr('height', layout.height);
  root.select('.shares-curve').attr('d', layout.curve);
  root.select('.shares-curve-label').attr('y', layout.curveLabelY);
  root.select('.shares-columns-label').attr('y', layout.columnsLabelY);
  root
    .select('.shares-strips')
    .selectAll<SVGPathElement, Code>('path')
    .data(layout.codes)
    .join('path')
    .attr('d', (code) => code.strip);
  root
    .select('.shares-levels')
    .selectAll<SVGLineElement, Code>('line')
    .data(layout.codes)
    .join('line')
    .attr('x1', (code) => code.x)
    .attr('x2', (code) => code.x)
    .attr('y1', (code) => code.top)
    .attr('y2', layout.floor + 6);
  root
    .select('.shares-columns')
    .selectAll<SVGRectElement, Code>('rect')
    .data(layout.codes)
    .join('rect')
    .attr('x', (code) => code.column.x)
    .attr('y', (code) => code.column.y)
    .attr('width', (code) => code.column.width)
    .attr('height', (code) => code.column.height);
  root.select('.shares-even').attr('x2', layout.width).attr('y1', layout.even.y).attr('y2', layout.even.y);
  root
    .select('.shares-even-label')
    .attr('x', layout.width - 2)
    .attr('y', layout.even.y - 5)
    .text(layout.even.label);
}

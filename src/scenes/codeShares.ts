import { type Selection, select } from 'd3-selection';
import { type CodeSharesLayout, type CodeSharesModel, layoutCodeShares } from './codeSharesLayout';
import { type DrawnToWidth, drawnToWidth } from './drawnToWidth';

export function createCodeShares(svg: SVGSVGElement): DrawnToWidth<CodeSharesModel> {
  const root = select(svg);
  return drawnToWidth(svg, (model, width) => drawLayout(root, layoutCodeShares(model, width)));
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

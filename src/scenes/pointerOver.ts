/**
 * Where a pointer is over a drawing, in the pixels in which that was laid out: decks and full screen zoom, and its box is
 * as large as it looks.
 *
 * @param width of the drawing as it was laid out
 */
export function pointerOver(
  drawing: Element,
  { clientX, clientY }: PointerEvent,
  width: number,
): { readonly x: number; readonly y: number } {
  const box = drawing.getBoundingClientRect();
  const zoom = box.width / width;
  return { x: (clientX - box.left) / zoom, y: (clientY - box.top) / zoom };
}

/** Both engines, for one process. */
export { ours } from './ours';
export { tensorflow } from './tensorflow';

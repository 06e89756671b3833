/** The detailed memory model: what one GPU holds in training, term by term, each with its formula and source. */
export * from './answers';
export { FIXED_BYTES, FIXED_PARTS, REDUCE_BUCKET } from './buffers';
export { cheapestChanges, cheapestPlan } from './changes';
export { isCountable, LARGEST_RUN } from './countable';
export { detailedMemory } from './detailedMemory';
export { IMPLEMENTATIONS, type ImplementationName } from './implementation';
export * from './memory';
export { nf4Bytes } from './quantization';
export { savedTensors } from './savedTensors';
export * from './setup';
export * from './validation';

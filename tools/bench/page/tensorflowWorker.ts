import { expose } from 'comlink';
import { tensorflow } from './tensorflow';

expose(tensorflow);

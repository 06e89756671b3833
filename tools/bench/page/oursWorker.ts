import { expose } from 'comlink';
import { ours } from './ours';

expose(ours);

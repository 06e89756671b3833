export { exercise } from '../../../content/ui/en.json';

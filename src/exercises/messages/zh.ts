export { exercise } from '../../../content/ui/zh.json';

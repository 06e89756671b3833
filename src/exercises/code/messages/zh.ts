export { codeExercise } from '../../../../content/ui/zh.json';

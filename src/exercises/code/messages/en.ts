export { codeExercise } from '../../../../content/ui/en.json';
